import type { app } from '../wailsjs/go/models'

/** Which tiles the list shows: a state, a group of them, or all. */
export type Filter = 'all' | 'not_fresh' | 'kept' | 'muted' | app.Tile['state']

/** Whether a tile is one that somebody could want to be refreshed at once: what is muted is in no state that matters. */
export function stale(tile: app.Tile): boolean {
  const { state } = tile
  if (tile.muted !== '') return false
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
    case 'muted':
      return tile.muted !== ''
    case 'fresh':
    case 'waiting':
    case 'late':
    case 'failing':
    case 'stopped':
    case 'unseen':
      return tile.state === filter && tile.muted === ''
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

/** How many of the tiles of one connection each filter shows. */
export function countsOf(all: readonly app.Tile[], connection: string): Record<Filter, number> {
  const mine = all.filter((tile) => tile.connection === connection)
  const count = (filter: Filter) => mine.filter((tile) => inFilter(tile, filter)).length
  return {
    all: count('all'),
    not_fresh: count('not_fresh'),
    kept: count('kept'),
    muted: count('muted'),
    stopped: count('stopped'),
    failing: count('failing'),
    late: count('late'),
    waiting: count('waiting'),
    unseen: count('unseen'),
    fresh: count('fresh'),
  }
}
