import type { app } from '../wailsjs/go/models'

/** Which tiles the list shows: a state, a group of them, or all. */
export type Filter = 'all' | 'not_fresh' | 'kept' | app.Tile['state']

/** Whether a tile is one that somebody could want to be refreshed at once. */
export function stale(tile: app.Tile): boolean {
  const state = tile.state
  return state === 'late' || state === 'failing' || state === 'stopped'
}

function inFilter(tile: app.Tile, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'not_fresh':
      return stale(tile)
    case 'kept':
      return tile.kept !== undefined
    case 'fresh':
    case 'waiting':
    case 'late':
    case 'failing':
    case 'stopped':
    case 'unseen':
      return tile.state === filter
  }
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** What of the tiles somebody wants to see. */
export interface Choice {
  readonly search: string
  readonly filter: Filter
  /** The id of one connection; empty for all. */
  readonly connection: string
  /** The ids of some tiles; null for all. */
  readonly only: readonly string[] | null
}

/** Whether a choice leaves anything out. */
export function narrows(choice: Choice): boolean {
  return choice.search !== '' || choice.filter !== 'all' || choice.connection !== '' || choice.only !== null
}

/** The tiles with every word of the search in their names, in the filter, and of the connection. */
export function choose(all: readonly app.Tile[], { search, filter, connection, only }: Choice): app.Tile[] {
  const words = folded(search).split(/\s+/).filter((w) => w !== '')
  const ids = only === null ? null : new Set(only)
  return all.filter((tile) => {
    if (ids !== null && !ids.has(tile.id)) return false
    if (!inFilter(tile, filter) || (connection !== '' && tile.connection !== connection)) return false
    if (words.length === 0) return true
    const text = folded(`${tile.title} ${tile.dashboard} ${tile.workspace} ${tile.owner} ${tile.pin?.report ?? ''}`)
    return words.every((w) => text.includes(w))
  })
}

/** A line of the list: a dashboard's heading, or a tile below it. */
export type Row =
  | {
      readonly kind: 'dashboard'
      readonly key: string
      readonly name: string
      readonly workspace: string
      /** The connection that sees it, where there are several. */
      readonly from: string
      /** Its tiles are a report server's pins. */
      readonly pins: boolean
      readonly count: number
    }
  | { readonly kind: 'tile'; readonly key: string; readonly tile: app.Tile }

/** The tiles under the headings of their dashboards, in the order they come in; names are what the connections are called. */
export function grouped(chosen: readonly app.Tile[], names: ReadonlyMap<string, string>): Row[] {
  const groups = new Map<string, app.Tile[]>()
  for (const tile of chosen) {
    const key = `${tile.connection}/${tile.dashboardId}`
    const group = groups.get(key)
    if (group) group.push(tile)
    else groups.set(key, [tile])
  }
  const rows: Row[] = []
  for (const [key, group] of groups) {
    const first = group[0]
    if (!first) continue
    rows.push({
      kind: 'dashboard',
      key,
      name: first.dashboard,
      workspace: first.workspace,
      from: names.get(first.connection) ?? '',
      pins: first.pin !== undefined,
      count: group.length,
    })
    for (const tile of group) rows.push({ kind: 'tile', key: tile.id, tile })
  }
  return rows
}

/** How many of the tiles of one connection each filter shows. */
export function countsOf(all: readonly app.Tile[], connection: string): Record<Filter, number> {
  const mine = all.filter((tile) => tile.connection === connection)
  const count = (filter: Filter) => mine.filter((tile) => inFilter(tile, filter)).length
  return {
    all: count('all'),
    not_fresh: count('not_fresh'),
    kept: count('kept'),
    stopped: count('stopped'),
    failing: count('failing'),
    late: count('late'),
    waiting: count('waiting'),
    unseen: count('unseen'),
    fresh: count('fresh'),
  }
}
