import { asFailure, type Failure } from '../data/failure'
import type { app } from '../wailsjs/go/models'

/** What the form asks for now. */
export type Step = 'address' | 'plain_http' | 'login'

/** The ways to sign in to a report server that a person can choose from. */
export const ways = ['ntlm', 'basic', 'forms', 'computer'] as const
export type Way = (typeof ways)[number]

/** The Go side's word for a way. */
export function authOf(way: Way): app.ServerForm['auth'] {
  return way === 'computer' ? 'negotiate' : way
}

function wayOf(auth: app.ServerAnswer['auth']): Way {
  return auth === 'basic' || auth === 'forms' ? auth : 'ntlm'
}

/** The Go side, as far as adding a server needs it. */
export interface Asked {
  add: (form: app.ServerForm) => Promise<app.ServerAnswer>
  cancel: () => Promise<void>
}

/**
 * Adding a report server: what was typed so far, what is asked for next, and
 * what went wrong. A password goes through send and is not kept.
 */
export class Adding {
  step = $state<Step>('address')
  /** Why it asks. */
  text = $state('')
  address = $state('')
  user = $state('')
  way = $state<Way>('ntlm')
  busy = $state(false)
  failure = $state.raw<Failure | null>(null)
  /** A user name or a password is missing. */
  incomplete = $state(false)
  #plainHttp = false
  /** How many calls there were, and the last that was given up. */
  #calls = 0
  #stopped = 0
  readonly #asked: Asked

  constructor(asked: Asked) {
    this.#asked = asked
  }

  /** Whether the next call would need a password. */
  get needsPassword(): boolean {
    return this.step === 'login' && this.way !== 'computer'
  }

  /** Asks with what there is; the id of the connection when the server was added, else empty. */
  async send(password = ''): Promise<string> {
    if (this.busy) return ''
    this.incomplete = this.needsPassword && (this.user.trim() === '' || password === '')
    if (this.incomplete) return ''
    this.failure = null
    this.busy = true
    const call = ++this.#calls
    try {
      return this.#take(await this.#asked.add(this.#form(password)))
    } catch (reason) {
      if (this.#stopped < call) this.failure = asFailure(reason)
      return ''
    } finally {
      this.busy = false
    }
  }

  /** The person accepts a server without encryption. */
  async agree(): Promise<string> {
    this.#plainHttp = true
    return this.send()
  }

  /** Back to the address, with nothing agreed to. */
  back(): void {
    this.step = 'address'
    this.failure = null
    this.incomplete = false
    this.#plainHttp = false
  }

  /** Gives up the call that is under way. */
  async stop(): Promise<void> {
    this.#stopped = this.#calls
    await this.#asked.cancel()
  }

  #form(password: string): app.ServerForm {
    const asIt = { address: this.address.trim(), plainHttp: this.#plainHttp }
    if (this.step !== 'login') return { ...asIt, auth: '', user: '', password: '' }
    const typed = this.needsPassword
    return { ...asIt, auth: authOf(this.way), user: typed ? this.user.trim() : '', password: typed ? password : '' }
  }

  #take(answer: app.ServerAnswer): string {
    if (answer.question !== '') {
      this.step = answer.question
      this.text = answer.text
      if (answer.address !== '') this.address = answer.address
      if (answer.question === 'login') this.way = wayOf(answer.auth)
    }
    return answer.connection
  }
}
