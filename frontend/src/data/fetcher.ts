/**
 * Fetches again whenever asked to, one at a time: what is asked while a fetch
 * is under way is served by one more fetch after it, not by many. While paused
 * (a hidden window) nothing is fetched; what was asked then is served after.
 */
export class Fetcher<T> {
  readonly #fetch: () => Promise<T>
  readonly #got: (value: T) => void
  readonly #failed: (reason: unknown) => void
  #running = false
  #wanted = false
  #paused = false

  constructor(fetch: () => Promise<T>, got: (value: T) => void, failed: (reason: unknown) => void) {
    this.#fetch = fetch
    this.#got = got
    this.#failed = failed
  }

  want(): void {
    this.#wanted = true
    void this.#run()
  }

  pause(paused: boolean): void {
    this.#paused = paused
    void this.#run()
  }

  #due(): boolean {
    return this.#wanted && !this.#paused
  }

  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      while (this.#due()) {
        this.#wanted = false
        try {
          this.#got(await this.#fetch())
        } catch (reason) {
          this.#failed(reason)
        }
      }
    } finally {
      this.#running = false
    }
  }
}
