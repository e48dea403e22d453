import type { app } from '../wailsjs/go/models'

/** What the tiles stand under: their dashboard, their cause, nothing, or the model that is kept fresh. */
export type Group = 'dashboard' | 'cause' | 'none' | 'model'

/** In which order: as on the dashboards, what is worst first, what is oldest first, what is due next first. */
export type Sort = 'name' | 'worst' | 'oldest' | 'next'

export const groups = ['dashboard', 'cause', 'none'] as const
export const sorts = ['name', 'worst', 'oldest', 'next'] as const

/** A line of the list: a heading, or a tile below it. */
export type Row = Heading | { readonly kind: 'tile'; readonly key: string; readonly tile: app.Tile }

interface Heading {
  readonly kind: Exclude<Group, 'none'>
  readonly key: string
  /** The first of the tiles below it, which has in it what they share. */
  readonly first: app.Tile
  readonly tiles: readonly app.Tile[]
}

const severity: Record<app.Tile['state'], number> = { stopped: 0, failing: 1, late: 2, unseen: 3, waiting: 4, fresh: 5 }

/** How bad it is, the worst being 0; what is muted is no matter. */
function rank(tile: app.Tile): number {
  return tile.muted === '' ? severity[tile.state] : 6
}

/** Times are all written the same way, so that they compare as texts; none comes last. */
function byTime(a: string, b: string): number {
  if (a === b) return 0
  if (a === '' || b === '') return a === '' ? 1 : -1
  return a < b ? -1 : 1
}

const orders: Record<Exclude<Sort, 'name'>, (a: app.Tile, b: app.Tile) => number> = {
  worst: (a, b) => rank(a) - rank(b),
  oldest: (a, b) => byTime(a.lastGood, b.lastGood),
  next: (a, b) => byTime(a.nextDue, b.nextDue),
}

/** The tiles in an order; those that are alike in it stay as they come. */
export function sorted(tiles: readonly app.Tile[], sort: Sort): readonly app.Tile[] {
  return sort === 'name' ? tiles : [...tiles].sort(orders[sort])
}

function keyOf(tile: app.Tile, by: Heading['kind']): string {
  switch (by) {
    case 'dashboard':
      return `${tile.connection}/${tile.dashboardId}`
    case 'cause':
      return tile.muted === '' ? `${tile.state}/${tile.cause}` : 'muted'
    case 'model':
      return tile.kept?.model ?? ''
  }
}

/** The tiles under headings. Those of a cause begin with the worst, the others with the first tile. */
export function arranged(tiles: readonly app.Tile[], by: Group, sort: Sort): Row[] {
  const list = sorted(tiles, sort)
  if (by === 'none') return list.map((tile) => ({ kind: 'tile', key: tile.id, tile }))
  const found = new Map<string, app.Tile[]>()
  for (const tile of list) {
    const key = keyOf(tile, by)
    const group = found.get(key)
    if (group) group.push(tile)
    else found.set(key, [tile])
  }
  let entries = [...found]
  if (by === 'cause') {
    const worst = (group: readonly app.Tile[]): number => (group[0] ? rank(group[0]) : 0)
    entries = entries.sort(([, a], [, b]) => worst(a) - worst(b) || b.length - a.length)
  }
  const rows: Row[] = []
  for (const [key, group] of entries) {
    const first = group[0]
    if (!first) continue
    rows.push({ kind: by, key: `${by} ${key}`, first, tiles: group })
    for (const tile of group) rows.push({ kind: 'tile', key: tile.id, tile })
  }
  return rows
}
