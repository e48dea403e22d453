import type { Component } from 'svelte'
import type { app } from '../wailsjs/go/models'

type Part = Component<{ snapshot: app.Snapshot; first: app.FirstRun }>

/** The first run, which is read only where there is one. */
class Here {
  part = $state.raw<Part | null>(null)
  /** The report server that was added last, as the id of its connection. */
  added = ''

  /** Settles when it is there, where it is needed. */
  async read(snapshot: app.Snapshot | null): Promise<void> {
    if (snapshot?.firstRun === undefined || this.part !== null) return
    this.part = (await import('./FirstRun.svelte')).default
  }
}

export const here = new Here()
