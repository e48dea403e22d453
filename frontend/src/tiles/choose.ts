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

/** The tiles with every word of the search in their names, and in the filter. */
export function choose(
  all: readonly app.Tile[],
  search: string,
  filter: Filter,
  only: readonly string[] | null,
): app.Tile[] {
  const words = folded(search).split(/\s+/).filter((w) => w !== '')
  const ids = only === null ? null : new Set(only)
  return all.filter((tile) => {
    if (ids !== null && !ids.has(tile.id)) return false
    if (!inFilter(tile, filter)) return false
    if (words.length === 0) return true
    const text = folded(`${tile.title} ${tile.dashboard} ${tile.workspace} ${tile.owner}`)
    return words.every((w) => text.includes(w))
  })
}

/** A line of the list: a dashboard's heading, or a tile below it. */
export type Row =
  | { readonly kind: 'dashboard'; readonly key: string; readonly name: string; readonly workspace: string; readonly count: number }
  | { readonly kind: 'tile'; readonly key: string; readonly tile: app.Tile }

/** The tiles under the headings of their dashboards, in the order they come in. */
export function grouped(chosen: readonly app.Tile[]): Row[] {
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
    rows.push({ kind: 'dashboard', key, name: first.dashboard, workspace: first.workspace, count: group.length })
    for (const tile of group) rows.push({ kind: 'tile', key: tile.id, tile })
  }
  return rows
}
