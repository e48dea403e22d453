import type { Component } from 'svelte'
import SettingsPage from '../settings/SettingsPage.svelte'
import TilesPage from '../tiles/TilesPage.svelte'
import type { app } from '../wailsjs/go/models'
import type { Route } from './route.svelte'

type View = Component<{ snapshot: app.Snapshot }>

/** The views that are read when they are first needed, or when there is nothing else to do. */
const later: Partial<Record<Route, () => Promise<{ default: View }>>> = {
  history: () => import('../history/HistoryPage.svelte'),
  preferences: () => import('../preferences/PreferencesPage.svelte'),
  about: () => import('../about/AboutPage.svelte'),
}

/** What each route shows. The two that people begin with are there at once. */
class Views {
  #here = $state.raw<Partial<Record<Route, View>>>({ settings: SettingsPage, tiles: TilesPage })

  /** The view of a route, once it was read. */
  of(route: Route): View | undefined {
    return this.#here[route]
  }

  /** Settles when the view of a route is there. */
  async read(route: Route): Promise<void> {
    if (this.#here[route]) return
    const view = await later[route]?.()
    if (view) this.#here = { ...this.#here, [route]: view.default }
  }

  /** Settles when every view is there. */
  async readAll(): Promise<void> {
    await Promise.all((Object.keys(later) as Route[]).map((route) => this.read(route)))
  }
}

export const views = new Views()
