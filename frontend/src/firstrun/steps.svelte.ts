import { asFailure, type Failure } from '../data/failure'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'

/** What is asked of the Go side on the way through the first run, one thing at a time. */
class Steps {
  busy = $state(false)
  failure = $state.raw<Failure | null>(null)

  next(step: app.FirstRunStep, skip = false): Promise<boolean> {
    return this.#run(() => bindings.FirstRunNext(step, skip))
  }

  go(step: app.FirstRunStep): Promise<boolean> {
    return this.#run(() => bindings.FirstRunGo(step))
  }

  /** Past what only Power BI needs, to the report server. */
  serverOnly(): Promise<boolean> {
    return this.#run(async () => {
      await bindings.FirstRunNext('purpose', false)
      await bindings.FirstRunNext('organisation', true)
      await bindings.FirstRunNext('sign_in', true)
    })
  }

  leave(): Promise<boolean> {
    return this.#run(() => bindings.FirstRunLeave())
  }

  startAtLogin(on: boolean): Promise<boolean> {
    return this.#run(() => bindings.FirstRunStartAtLogin(on))
  }

  trySandbox(): Promise<boolean> {
    return this.#run(() => bindings.TrySandbox())
  }

  /** What went wrong was at another step. */
  forget(): void {
    this.failure = null
  }

  async #run(action: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.failure = null
    try {
      await action()
      return true
    } catch (reason) {
      this.failure = asFailure(reason)
      return false
    } finally {
      this.busy = false
    }
  }
}

export const steps = new Steps()
