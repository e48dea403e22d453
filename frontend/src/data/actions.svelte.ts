import { t } from '../texts'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app, tiles } from '../wailsjs/go/models'
import { asFailure } from './failure'
import { messages } from './messages.svelte'
import { page } from './page.svelte'

/** What the person asks for. Each action shows what became of it by itself. */
class Actions {
  #busy = $state.raw<ReadonlySet<string>>(new Set())

  /** Whether something named so is under way. */
  busy(name: string): boolean {
    return this.#busy.has(name)
  }

  async signIn(connection: string): Promise<boolean> {
    return this.#run('signin', async (name) => {
      const id = await bindings.SignIn(connection)
      messages.done(name, id === '' ? t.signing.cancelled : t.signing.done)
      return id !== ''
    })
  }

  async cancelSignIn(): Promise<void> {
    await this.#run('cancel', () => bindings.CancelSignIn())
  }

  async openSignInPageAgain(): Promise<void> {
    await this.#run('again', () => bindings.OpenSignInPageAgain())
  }

  async signOut(connection: string): Promise<boolean> {
    return this.#run(`signout ${connection}`, async (name) => {
      await bindings.SignOut(connection)
      messages.done(name, t.signOut.done)
    })
  }

  async check(): Promise<void> {
    await this.#run('check', () => bindings.Check())
  }

  async refresh(ids: readonly string[]): Promise<void> {
    await this.#run(`refresh ${ids.join(' ')}`, async (name) => {
      const results = await bindings.Refresh([...ids])
      const accepted = results.filter((r) => r.accepted).length
      if (accepted > 0) messages.done(name, ids.length === 1 ? t.tiles.asked : t.tiles.askedMany(accepted))
      const refused = new Set(results.filter((r) => !r.accepted).map((r) => r.text))
      for (const text of refused) messages.failed(name, { text, do: '', code: '', details: '' })
    })
  }

  async keep(tile: string, title: string, choice: app.KeepChoice): Promise<boolean> {
    return this.#run(`keep ${tile}`, async (name) => {
      await bindings.Keep(tile, choice)
      messages.done(name, t.keep.saved(title))
    })
  }

  async unkeep(tile: string, title: string): Promise<boolean> {
    return this.#run(`keep ${tile}`, async (name) => {
      await bindings.Unkeep(tile)
      messages.done(name, t.keep.stopped(title))
    })
  }

  async openTile(tile: string): Promise<void> {
    await this.#run(`open ${tile}`, () => bindings.OpenTile(tile))
  }

  async copy(kind: 'tile' | 'connection' | 'attention', id: string, audience: 'admin' | 'owner' | '' = ''): Promise<void> {
    await this.#run(`copy ${id}`, async (name) => {
      await bindings.CopyDetails(kind, id, audience)
      messages.done(name, audience === '' ? t.copied.details : t.copied[audience])
    })
  }

  async set(key: string, value: string): Promise<boolean> {
    return this.#run(`set ${key}`, async () => {
      await bindings.Set(key, value)
      page.say(t.preferences.saved)
    })
  }

  async acknowledge(code: string): Promise<void> {
    await this.#run(`acknowledge ${code}`, () => bindings.Acknowledge(code))
  }

  async noticesSeen(): Promise<void> {
    await this.#run('seen', () => bindings.MarkNoticesSeen())
  }

  /** Does what a remedy says about one thing; what it is about says with what. */
  async remedy(remedy: tiles.Remedy, about: Subject): Promise<void> {
    switch (remedy) {
      case 'sign_in':
        await this.signIn(about.connection)
        return
      case 'ask_admin':
        return this.copy(about.kind, about.id, 'admin')
      case 'ask_owner':
        return this.copy(about.kind, about.id, 'owner')
      case 'open':
        return this.openTile(about.tiles[0] ?? '')
      case 'refresh_now':
        return this.refresh(about.tiles)
      case 'wait':
      case '':
        return
    }
  }

  /** Runs one action under a name; true when it went well. The same action is not started twice. */
  async #run(name: string, action: (name: string) => Promise<unknown>): Promise<boolean> {
    if (this.#busy.has(name)) return false
    this.#busy = new Set([...this.#busy, name])
    messages.forget(name)
    try {
      return (await action(name)) !== false
    } catch (reason) {
      messages.failed(name, asFailure(reason))
      return false
    } finally {
      this.#busy = new Set([...this.#busy].filter((other) => other !== name))
    }
  }
}

/** What a remedy is about: an attention or a tile of the snapshot. */
export interface Subject {
  readonly kind: 'tile' | 'attention' | 'connection'
  readonly id: string
  readonly connection: string
  readonly tiles: readonly string[]
}

export const actions = new Actions()
