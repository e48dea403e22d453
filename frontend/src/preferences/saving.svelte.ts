import { asFailure, type Failure } from '../data/failure'
import { page } from '../data/page.svelte'
import { t } from '../texts'
import * as bindings from '../wailsjs/go/app/Bindings'
import { preferences } from './preferences.svelte'

/** Saves one field; what is wrong with it is said beside the field. */
export class Saving {
  failure = $state.raw<Failure | null>(null)
  busy = $state(false)

  /** Sets a setting; true when it was taken. */
  set(key: string, value: string): Promise<boolean> {
    return this.run(() => bindings.Set(key, value))
  }

  /** Does something about the field; true when it went well. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.failure = null
    try {
      await action()
      page.say(t.preferences.saved)
      return true
    } catch (reason) {
      this.failure = asFailure(reason)
      return false
    } finally {
      this.busy = false
      page.refetch()
      void preferences.read()
    }
  }
}
