import { EventsOn } from '../wailsjs/runtime/runtime'

export const routes = ['settings', 'tiles', 'history', 'preferences', 'about'] as const
export type Route = (typeof routes)[number]

function isRoute(name: string): name is Route {
  return (routes as readonly string[]).includes(name)
}

/** Which page is shown, and with which tiles, when it is the tiles' page. */
class Router {
  route = $state<Route>('settings')
  /** Set when somebody asks for the tiles of one cause. */
  only = $state.raw<readonly string[] | null>(null)
  /** The report server whose login form is open, on the page of settings. */
  entering = $state<string | null>(null)
  /** Set when somebody asks for the notices, which are a part of the history. */
  notices = $state(false)

  go(name: string, only: readonly string[] | null = null): void {
    if (name === 'notices') {
      this.go('history')
      this.notices = true
      return
    }
    if (!isRoute(name)) return
    this.only = only
    this.entering = null
    this.notices = false
    if (this.route === name) return
    this.route = name
    window.scrollTo(0, 0)
  }

  /** Opens the form for signing in to a report server itself. */
  enter(connection: string): void {
    this.go('settings')
    this.entering = connection
  }

  /** Follows what a second start of the program asks for. */
  follow(): () => void {
    return EventsOn('show', (name: string) => this.go(name))
  }
}

export const router = new Router()
