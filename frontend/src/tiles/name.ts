import { t } from '../texts'
import type { app } from '../wailsjs/go/models'

/** What a tile is called. */
export function titleOf(tile: Pick<app.Tile, 'title'>): string {
  return tile.title === '' ? t.tiles.untitled : tile.title
}

/** The id of a tile's row on the page. */
export function rowId(tile: string): string {
  return `tile ${tile}`.replaceAll(' ', '-')
}
