import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'
import { EventsOn } from '../wailsjs/runtime/runtime'
import { asFailure, type Failure } from './failure'
import { Fetcher } from './fetcher'

/** How many days can be looked back on. */
export const ranges = [14, 90] as const
export type Range = (typeof ranges)[number]

/** The past, as long as its page is open. */
class HistoryData {
  days = $state<Range>(14)
  /** Whose tiles; empty for all. */
  connection = $state('')
  past = $state.raw<app.History | null>(null)
  failure = $state.raw<Failure | null>(null)

  readonly #fetcher = new Fetcher(
    () => bindings.History(this.days, this.connection),
    (past) => {
      this.past = past
      this.failure = null
    },
    (reason) => (this.failure = asFailure(reason)),
  )

  /** Starts following; returns how to stop. */
  follow(): () => void {
    this.#fetcher.want()
    return EventsOn('changed', () => this.#fetcher.want())
  }

  /** Asks for it anew. */
  refetch(): void {
    this.#fetcher.want()
  }

  show(days: Range): void {
    this.days = days
    this.#fetcher.want()
  }

  showOf(connection: string): void {
    this.connection = connection
    this.#fetcher.want()
  }
}

export const history = new HistoryData()
