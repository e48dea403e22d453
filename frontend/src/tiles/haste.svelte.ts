/** From how many pixels a frame on nobody can read what passes, let alone press it. */
const hasty = 120

/** How long, in milliseconds, the list has to rest until it is read again. */
const rest = 80

/** How many lines are completed within one frame. */
const atOnce = 2

/**
 * Which lines came in a hurry. Those begin with their words alone, and get
 * their buttons and marks when the list is at rest: so that long lists follow
 * the hand.
 */
export class Haste {
  /** The lines that have their words alone so far, by their keys. */
  bare = $state.raw<readonly string[]>([])
  #since = 0

  /** The list was moved by that many pixels, from the lines of before to those of after; now is in milliseconds. */
  moved(by: number, before: readonly string[], after: readonly string[], now: number): void {
    if (Math.abs(by) < hasty) return
    this.#since = now
    this.bare = after.filter((key) => this.bare.includes(key) || !before.includes(key))
  }

  /** Completes some lines, those in view first, if the list is at rest. */
  complete(inView: readonly string[], now: number): void {
    if (now - this.#since < rest) return
    const seen = this.bare.filter((key) => inView.includes(key))
    const next = (seen.length > 0 ? seen : this.bare).slice(0, atOnce)
    this.bare = this.bare.filter((key) => !next.includes(key))
  }
}
