import { untrack } from 'svelte'
import { t } from '../texts'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'
import { ClipboardSetText } from '../wailsjs/runtime/runtime'
import { serverOf } from './connections'
import { asFailure } from './failure'
import { messages } from './messages.svelte'
import { page } from './page.svelte'
import { refreshing } from './refreshing.svelte'
import type { Offer } from './remedy'
import { router } from './route.svelte'

/** What the person asks for. Each action shows what became of it by itself. */
class Actions {
  /** How many sign-ins were given up. */
  #givenUp = 0
  #busy = $state.raw<ReadonlySet<string>>(new Set())

  /** Whether something named so is under way. */
  busy(name: string): boolean {
    return this.#busy.has(name)
  }

  async signIn(connection: string): Promise<boolean> {
    return this.#run('signin', async (name) => {
      const answer = await bindings.SignIn(connection)
      messages.done(name, signedIn(answer))
      return answer.connection !== ''
    })
  }

  async cancelSignIn(): Promise<void> {
    this.#givenUp++
    await this.#run('cancel', () => bindings.CancelSignIn())
  }

  async openSignInPageAgain(): Promise<void> {
    await this.#run('again', () => bindings.OpenSignInPageAgain())
  }

  async signOut(connection: string): Promise<boolean> {
    return this.#run(`signout ${connection}`, async (name) => {
      await bindings.SignOut(connection)
      messages.done(name, serverOf(page.snapshot, connection) ? t.signOut.server.opened : t.signOut.done)
    })
  }

  /** Has a report server itself forget its sign-in: only after the person chose just that. */
  async signOutOnServer(connection: string, host: string): Promise<boolean> {
    return this.#run(`signout ${connection}`, async (name) => {
      await bindings.SignOutOnServer(connection)
      messages.done(name, t.signOut.server.asked(host))
    })
  }

  async pinAnother(connection: string): Promise<boolean> {
    return this.#run(`pin ${connection}`, async (name) => {
      const given = this.#givenUp
      await bindings.PinAnother(connection)
      messages.done(name, given === this.#givenUp ? t.server.pinning : t.signing.cancelled)
    })
  }

  async openServerPage(connection: string): Promise<void> {
    await this.#run(`page ${connection}`, () => bindings.OpenServerPage(connection))
  }

  async removeServer(connection: string, host: string): Promise<boolean> {
    return this.#run(`remove ${connection}`, async (name) => {
      await bindings.RemoveServer(connection)
      messages.done(name, t.server.removed(host))
    })
  }

  async check(): Promise<void> {
    await this.#run('check', () => bindings.Check())
  }

  async refresh(ids: readonly string[]): Promise<void> {
    await this.#run(`refresh ${ids.join(' ')}`, async (name) => {
      refreshing.begin(ids)
      let results: app.RefreshResult[] = []
      try {
        results = await bindings.Refresh([...ids])
      } finally {
        if (results.length === 0) refreshing.givenUp(ids)
      }
      refreshing.answered(results)
      const accepted = results.filter((r) => r.accepted).length
      if (accepted > 0) messages.done(name, this.#asked(ids, accepted))
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

  /** Has the person hear nothing more about tiles, or about them again. */
  async mute(tiles: readonly string[], on: boolean, title = ''): Promise<boolean> {
    return this.#run(`mute ${tiles.join(' ')}`, async (name) => {
      await bindings.MuteTiles([...tiles], on)
      const many = on ? t.mute.doneMany(tiles.length) : t.mute.undoneMany(tiles.length)
      const single = on ? t.mute.done(title) : t.mute.undone(title)
      messages.done(name, title === '' ? many : single, () => void this.mute(tiles, !on, title))
    })
  }

  /** Mutes all of a dashboard, or no longer. */
  async muteDashboard(connection: string, dashboard: string, title: string, on: boolean): Promise<boolean> {
    return this.#run(`mute ${connection} ${dashboard}`, async (name) => {
      await bindings.MuteDashboard(connection, dashboard, on)
      messages.done(name, on ? t.mute.done(title) : t.mute.undone(title), () => {
        void this.muteDashboard(connection, dashboard, title, !on)
      })
    })
  }

  async openTile(tile: string): Promise<void> {
    await this.#run(`open ${tile}`, () => bindings.OpenTile(tile))
  }

  async openReport(tile: string): Promise<void> {
    await this.#run(`open ${tile}`, () => bindings.OpenReport(tile))
  }

  async pausePin(tile: string, title: string): Promise<boolean> {
    return this.#run(`pause ${tile}`, async (name) => {
      await bindings.PausePin(tile)
      messages.done(name, t.pin.isPaused(title))
    })
  }

  async resumePin(tile: string, title: string): Promise<boolean> {
    return this.#run(`pause ${tile}`, async (name) => {
      await bindings.ResumePin(tile)
      messages.done(name, t.pin.isResumed(title))
    })
  }

  async deletePin(tile: string, title: string): Promise<boolean> {
    return this.#run(`delete ${tile}`, async (name) => {
      await bindings.DeletePin(tile)
      messages.done(name, t.pin.isDeleted(title))
    })
  }

  async copyText(text: string, said = t.failure.copied): Promise<void> {
    await this.#run('copy text', async (name) => {
      await ClipboardSetText(text)
      messages.done(name, said)
    })
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

  /** Saves the past as a table, where the person says. */
  async exportHistory(days: number, connection: string): Promise<void> {
    await this.#run('export', async (name) => {
      const { saved, name: file } = await bindings.ExportHistory(days, connection)
      if (saved) messages.done(name, t.history.exported(file))
    })
  }

  async noticesSeen(): Promise<void> {
    await this.#run('seen', () => bindings.MarkNoticesSeen())
  }

  /** Does what is offered about one thing; what it is about says with what. */
  async take(offer: Offer, about: Subject): Promise<void> {
    const tile = about.tiles[0] ?? ''
    switch (offer) {
      case 'sign_in':
        await this.signIn(about.connection)
        return
      case 'server_login':
        router.enter(about.connection)
        return
      case 'show_tiles':
        router.go('tiles', about.tiles)
        return
      case 'resume':
        await this.resumePin(tile, about.name)
        return
      case 'open_report':
        return this.openReport(tile)
      case 'ask_admin':
        return this.copy(about.kind, about.id, 'admin')
      case 'ask_owner':
        return this.copy(about.kind, about.id, 'owner')
      case 'open':
        return this.openTile(tile)
      case 'refresh_now':
        return this.refresh(about.tiles)
      case 'delete': // asked about first, where the tile is
      case 'wait':
      case '':
        return
    }
  }

  #asked(ids: readonly string[], accepted: number): string {
    const asked = new Set(ids)
    const pins = page.snapshot?.tiles.filter((tile) => tile.pin && asked.has(tile.id)).length ?? 0
    if (pins === 0) return ids.length === 1 ? t.tiles.asked : t.tiles.askedMany(accepted)
    return ids.length === 1 ? t.pin.asked : t.pin.askedMany(accepted)
  }

  /** Runs one action under a name; true when it went well. The same action is not started twice. */
  async #run(name: string, action: (name: string) => Promise<unknown>): Promise<boolean> {
    // An effect that asks for something must not run again when that is done: it would ask for ever.
    if (untrack(() => this.#busy.has(name))) return false
    this.#busy = new Set([...untrack(() => this.#busy), name])
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

/** What to say about a sign-in that is over; for a report server the answer says it. */
function signedIn(answer: app.SignedIn): string {
  if (answer.text !== '') return answer.text
  return answer.connection === '' ? t.signing.cancelled : t.signing.done
}

/** What a remedy is about: an attention or a tile of the snapshot. */
export interface Subject {
  readonly kind: 'tile' | 'attention' | 'connection'
  readonly id: string
  readonly name: string
  readonly connection: string
  readonly tiles: readonly string[]
}

export const actions = new Actions()
