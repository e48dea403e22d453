import { asFailure, type Failure } from '../data/failure'
import type { app } from '../wailsjs/go/models'

/** The three values that a person enters. */
export type Field = 'cloud' | 'tenant' | 'clientId'

const fieldOf: Partial<Record<app.Finding['part'], Field>> = { cloud: 'cloud', tenant: 'tenant', client_id: 'clientId' }

/** The Go side, as far as an organisation needs it. */
export interface Asked {
  check: (organisation: app.Organisation) => Promise<app.OrganisationCheck>
  save: (organisation: app.Organisation) => Promise<void>
  cancel: () => Promise<void>
}

/** Entering an organisation: what was typed, what the check found, and what went wrong. */
export class Entering {
  cloud = $state('')
  tenant = $state('')
  clientId = $state('')
  busy = $state(false)
  /** What the last check found about the values as they are now. */
  found = $state.raw<app.OrganisationCheck | null>(null)
  failure = $state.raw<Failure | null>(null)
  readonly #given: app.Organisation
  readonly #asked: Asked

  constructor(given: app.Organisation, asked: Asked) {
    this.#given = given
    this.#asked = asked
    this.cloud = given.cloud
    this.tenant = given.tenant === 'organizations' ? '' : given.tenant
    this.clientId = given.clientId
  }

  /** The values as they go to the Go side. */
  get values(): app.Organisation {
    return { ...this.#given, cloud: this.cloud, tenant: this.tenant, clientId: this.clientId }
  }

  /** The first field that is wrong. */
  get wrong(): Field | undefined {
    const bad = this.found?.findings.find((f) => f.state === 'bad')
    return bad && fieldOf[bad.part]
  }

  /** What the check found about a field, or nothing. */
  about(field: Field): app.Finding | undefined {
    return this.found?.findings.find((f) => fieldOf[f.part] === field && f.text !== '')
  }

  /** What was found about the registration and the way there, which no field holds. */
  get others(): readonly app.Finding[] {
    return this.found?.findings.filter((f) => fieldOf[f.part] === undefined && f.text !== '') ?? []
  }

  /** Something was changed: what was found is about something else. */
  changed(): void {
    this.found = null
    this.failure = null
  }

  /** Checks, and keeps the values where nothing is wrong; true when they were kept. */
  async go(): Promise<boolean> {
    const good = await this.#run(async () => {
      const found = await this.#asked.check(this.values)
      if (found.cancelled) return false
      // As it was understood: what stands behind the @ of an address.
      if (found.tenant !== 'organizations') this.tenant = found.tenant
      this.clientId = found.clientId
      this.found = found
      return found.good
    })
    return good && this.keep()
  }

  /** Keeps the values whatever was found. */
  async keep(): Promise<boolean> {
    return this.#run(async () => {
      await this.#asked.save(this.values)
      return true
    })
  }

  /** Takes the cloud that the check suggests. */
  take(): void {
    if (!this.found || this.found.cloud === '') return
    this.cloud = this.found.cloud
    this.changed()
  }

  async stop(): Promise<void> {
    await this.#asked.cancel()
  }

  async #run(action: () => Promise<boolean>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.failure = null
    try {
      return await action()
    } catch (reason) {
      this.failure = asFailure(reason)
      return false
    } finally {
      this.busy = false
    }
  }
}
