import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'

/** How far the refresh of one tile is. */
export type Stage = 'asking' | 'asked' | 'running' | 'done' | 'failed' | 'cancelled' | 'refused'

export interface Refresh {
  readonly tile: string
  readonly stage: Stage
  /** Why it was refused, or failed. */
  readonly text: string
  readonly end: string
}

/** How long to wait from one look to the next, in seconds; the last goes on. */
const paces = [1, 2, 3, 5, 8, 13, 20, 30]

/** For how long a refresh is followed. */
const patience = 60 * 60_000

export function over(stage: Stage): boolean {
  return stage === 'done' || stage === 'failed' || stage === 'cancelled' || stage === 'refused'
}

/** What was asked to be refreshed last, and what became of it, tile by tile. */
class Refreshing {
  list = $state.raw<readonly Refresh[]>([])
  readonly #byTile = $derived(new Map(this.list.map((one) => [one.tile, one])))
  #since = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  of(tile: string): Refresh | undefined {
    return this.#byTile.get(tile)
  }

  /** Whether nothing is to be expected any more. */
  get over(): boolean {
    return this.list.every((one) => over(one.stage))
  }

  /** These are being asked for. What was asked before, and isn't over, is followed on. */
  begin(ids: readonly string[]): void {
    const now = new Set(ids)
    const before = this.list.filter((one) => !now.has(one.tile) && !over(one.stage))
    if (before.length === 0) this.#since = new Date(Date.now() - 1000).toISOString()
    this.list = [...before, ...ids.map((tile) => ({ tile, stage: 'asking' as const, text: '', end: '' }))]
  }

  /** They were answered. */
  answered(results: readonly app.RefreshResult[]): void {
    const byTile = new Map(results.map((r) => [r.tile, r]))
    this.list = this.list.map((one) => {
      const r = byTile.get(one.tile)
      if (!r || one.stage !== 'asking') return one
      return { ...one, stage: r.accepted ? ('asked' as const) : ('refused' as const), text: r.accepted ? '' : r.text }
    })
    this.#follow(0, Date.now())
  }

  /** They could not even be asked for. */
  givenUp(ids: readonly string[]): void {
    const gone = new Set(ids)
    this.list = this.list.filter((one) => !gone.has(one.tile) || one.stage !== 'asking')
  }

  /** What came of it was seen. */
  close(): void {
    clearTimeout(this.#timer)
    this.list = []
  }

  #waiting(): string[] {
    return this.list.filter((one) => one.stage === 'asked' || one.stage === 'running').map((one) => one.tile)
  }

  #follow(times: number, start: number): void {
    clearTimeout(this.#timer)
    if (this.#waiting().length === 0 || Date.now() - start > patience) return
    const wait = paces[Math.min(times, paces.length - 1)] ?? 30
    this.#timer = setTimeout(() => void this.#look().then(() => this.#follow(times + 1, start)), wait * 1000)
  }

  async #look(): Promise<void> {
    const ids = this.#waiting()
    try {
      if (!document.hidden) await bindings.FollowRefresh(ids)
      this.#take(await bindings.RefreshProgress(ids, this.#since))
    } catch {
      // The next look may do better; the list of tiles says it all in any case.
    }
  }

  #take(states: readonly app.RefreshState[]): void {
    const byTile = new Map(states.map((s) => [s.tile, s]))
    this.list = this.list.map((one) => {
      const now = byTile.get(one.tile)
      if (!now || now.stage === '' || over(one.stage) || one.stage === 'asking') return one
      return { ...one, stage: now.stage, text: now.text, end: now.end }
    })
  }
}

export const refreshing = new Refreshing()
