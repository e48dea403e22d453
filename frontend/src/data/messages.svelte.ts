import type { Failure } from './failure'

/** Something that was just done, or that could not be done. */
export interface Message {
  readonly id: number
  /** The name of the action it is about. */
  readonly about: string
  readonly good: boolean
  readonly text: string
  readonly do: string
  readonly details: string
  /** How to take back what was done, where that can be done. */
  readonly undo?: () => void
}

/** How long a message about something that worked is shown. */
const shown = 6000

class Messages {
  list = $state.raw<readonly Message[]>([])
  #last = 0

  done(about: string, text: string, undo?: () => void): void {
    const id = this.#add({ about, good: true, text, do: '', details: '', ...(undo && { undo }) })
    setTimeout(() => this.close(id), shown)
  }

  failed(about: string, failure: Failure): void {
    const details = [failure.code, failure.details].filter((s) => s !== '').join('\n')
    this.#add({ about, good: false, text: failure.text, do: failure.do, details })
  }

  /** Takes back what was said about an action that is tried again. */
  forget(about: string): void {
    this.list = this.list.filter((m) => m.about !== about)
  }

  close(id: number): void {
    this.list = this.list.filter((m) => m.id !== id)
  }

  #add(message: Omit<Message, 'id'>): number {
    const id = ++this.#last
    // The same sentence twice says nothing more than once.
    this.list = [...this.list.filter((m) => m.text !== message.text), { ...message, id }].slice(-3)
    return id
  }
}

export const messages = new Messages()
