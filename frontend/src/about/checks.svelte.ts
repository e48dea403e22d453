import { asFailure, type Failure } from '../data/failure'
import { page } from '../data/page.svelte'
import { t } from '../texts'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'
import { EventsOn } from '../wailsjs/runtime/runtime'
import { summary } from './summary'

/** What the checks have found; kept while the window is open. */
class Checks {
  /** By the check's id, as they come in. */
  found = $state.raw<Readonly<Record<string, app.Checked>>>({})
  running = $state(false)
  failure = $state.raw<Failure | null>(null)
  /** Whether all of them were done at least once. */
  done = $state(false)

  /** Does every check. */
  async run(): Promise<void> {
    if (this.running) return
    this.running = true
    this.failure = null
    this.found = {}
    const stop = EventsOn('checked', (one: app.Checked) => {
      this.found = { ...this.found, [one.id]: one }
    })
    try {
      const all = await bindings.RunChecks()
      this.found = Object.fromEntries(all.map((one) => [one.id, one]))
      this.done = true
      page.say(summary(all, t))
    } catch (reason) {
      this.failure = asFailure(reason)
    } finally {
      stop()
      this.running = false
    }
  }
}

export const checks = new Checks()
