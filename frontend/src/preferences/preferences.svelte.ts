import { asFailure, type Failure } from '../data/failure'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'

/** What is so, where that isn't just what is set. */
class PreferencesData {
  now = $state.raw<app.Preferences | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** True once everything was deleted: nothing is read any more. */
  erased = $state(false)

  #with: app.Snapshot | null = null

  /** Reads it anew, once for a snapshot. */
  async readWith(snapshot: app.Snapshot): Promise<void> {
    if (this.#with === snapshot) return
    this.#with = snapshot
    await this.read()
  }

  /** Reads it anew. */
  async read(): Promise<void> {
    if (this.erased) return
    try {
      this.now = await bindings.Preferences()
      this.failure = null
    } catch (reason) {
      this.failure = asFailure(reason)
    }
  }
}

export const preferences = new PreferencesData()
