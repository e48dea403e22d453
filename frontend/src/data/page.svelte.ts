import { outspoken, t } from '../texts'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'
import { EventsOn } from '../wailsjs/runtime/runtime'
import { asFailure, type Failure } from './failure'
import { Fetcher } from './fetcher'
import { allTiles } from './news'
import { router } from './route.svelte'
import { spoken } from './spoken'

/** How often relative times are written anew. */
const tick = 20_000

declare global {
  interface Window {
    /** What the page begins with, put there by the window. */
    first?: app.First
  }
}

/** What the page begins with, handed out once. */
async function first(): Promise<app.First> {
  const there = window.first
  delete window.first
  return there ?? bindings.First()
}

/** The longest that a browser timer can wait. */
const longest = 2 ** 31 - 1

/** The snapshot that everything shows, kept up to date by the Go side's events. */
class PageData {
  snapshot = $state.raw<app.Snapshot | null>(null)
  /** How many of the tiles are still to come. */
  more = $state(0)
  failure = $state.raw<Failure | null>(null)
  signing = $state.raw<app.SigningIn | null>(null)
  /** The present, for relative times. */
  now = $state(Date.now())
  /** What a screen reader says next. */
  spoken = $state('')

  #settle: () => void = () => undefined
  /** Whether the first picture is on the screen. */
  drawn = $state(false)

  /** Settles when every tile is there. */
  readonly whole = new Promise<void>((resolve) => (this.#settle = resolve))

  /** What the Go side has told last; 0 where it has to tell everything. */
  #version = 0

  readonly #fetcher = new Fetcher(
    () => bindings.News(this.#version),
    (news) => {
      this.#version = news.version
      this.#take({ ...news.snapshot, tiles: allTiles(this.snapshot?.tiles ?? [], news) }, 0)
    },
    (reason) => (this.failure = asFailure(reason)),
  )
  #until: ReturnType<typeof setTimeout> | undefined

  /**
   * Takes what the page begins with. Settles when there is something to show, a
   * snapshot or why there is none, with the name of the page to begin with.
   */
  async begin(): Promise<string> {
    try {
      const { page: name, snapshot, more } = await first()
      if (this.snapshot === null) this.#take(snapshot, more)
      const before = window.name // survives the page; see #take
      window.name = ''
      return before || name
    } catch (reason) {
      this.failure = asFailure(reason)
      return ''
    }
  }

  /** Fetches what the first picture did without, which is on the screen. */
  complete(): void {
    this.drawn = true
    if (this.more > 0) this.#fetcher.want()
  }

  /** Starts following; returns how to stop. */
  follow(): () => void {
    const changed = EventsOn('changed', () => this.#fetcher.want())
    const signing = EventsOn('signing', (state: app.SigningIn | null) => {
      this.signing = state
    })
    const visibility = (): void => {
      this.#fetcher.pause(document.hidden)
      if (!document.hidden) {
        this.now = Date.now()
        this.#fetcher.want() // time may have changed what no event tells
      }
    }
    document.addEventListener('visibilitychange', visibility)
    const clock = setInterval(() => {
      if (!document.hidden) this.now = Date.now()
    }, tick)
    return () => {
      changed()
      signing()
      document.removeEventListener('visibilitychange', visibility)
      clearInterval(clock)
      clearTimeout(this.#until)
    }
  }

  /** Asks for the snapshot anew. */
  refetch(): void {
    this.#fetcher.want()
  }

  /** Has a screen reader say something, also the same thing twice. */
  say(text: string): void {
    this.spoken = this.spoken === text ? `${text}\u00a0` : text
  }

  #take(snapshot: app.Snapshot, more: number): void {
    if (outspoken(snapshot.language)) {
      // Everything is in another language now: the page begins anew, where it is.
      window.name = router.route
      location.reload()
      return
    }
    const before = this.snapshot
    this.snapshot = snapshot
    this.more = more
    if (more === 0) this.#settle()
    this.failure = null
    this.signing = snapshot.signing ?? null
    this.now = Date.now()
    const news = spoken(before, snapshot, t)
    if (news !== '') this.say(news)
    clearTimeout(this.#until)
    const until = Date.parse(snapshot.until)
    if (!Number.isNaN(until)) {
      const wait = Math.min(Math.max(until - Date.now() + 500, 1000), longest)
      this.#until = setTimeout(() => this.#fetcher.want(), wait)
    }
  }
}

export const page = new PageData()
