import type { app } from '../wailsjs/go/models'

/** All tiles, in their order, after news of some of them; the very same list where there are none. */
export function allTiles(before: readonly app.Tile[], news: app.News): app.Tile[] {
  const { part, moved, order } = news
  const told = news.snapshot.tiles
  if (!part) return told
  if (!moved && told.length === 0) return before as app.Tile[]
  const changed = new Map(told.map((tile) => [tile.id, tile]))
  if (!moved) return before.map((tile) => changed.get(tile.id) ?? tile)
  const known = new Map(before.map((tile) => [tile.id, tile]))
  return order.flatMap((id) => changed.get(id) ?? known.get(id) ?? [])
}
