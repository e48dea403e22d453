import type { Texts } from '../texts/texts'
import type { app, tiles } from '../wailsjs/go/models'

/** What somebody can press about one thing; empty for nothing. */
export type Offer = tiles.Remedy | 'server_login' | 'resume' | 'delete' | 'open_report' | 'show_tiles'

/** The button for something that needs attention, of a report server or of Power BI; tile is the one that it is about, where it is only one. */
export function offered(about: Pick<app.Attention, 'remedy' | 'cause' | 'tiles'>, server: boolean, tile?: app.Tile): Offer {
  if (!server) return about.remedy
  if (about.cause === 'server_login') return 'server_login'
  if (about.remedy !== 'open') return about.remedy
  const one = tile === undefined ? '' : offeredFor(tile)
  if (one !== '' && one !== 'delete') return one
  // What there is to open, to resume or to delete stands beside each pin.
  return about.tiles.length > 0 ? 'show_tiles' : ''
}

/** The button for one tile. What a button of its row does anyway needs no second one. */
export function offeredFor(tile: app.Tile): Offer {
  const { pin } = tile
  if (!pin) return tile.remedy === 'refresh_now' || (tile.remedy === 'open' && tile.canOpen) ? '' : tile.remedy
  if (tile.cause === 'server_login') return 'server_login'
  if (tile.cause === 'subscription_off' && pin.canResume) return 'resume'
  if (tile.cause === 'tile_deleted' && pin.canDelete) return 'delete'
  if (tile.remedy === 'open') return pin.canOpenReport ? 'open_report' : ''
  return tile.remedy === 'refresh_now' ? '' : tile.remedy
}

/** The words on that button. */
export function offerWords(offer: Offer, t: Texts): string {
  switch (offer) {
    case 'server_login':
      return t.server.enter
    case 'resume':
      return t.pin.resume
    case 'delete':
      return t.pin.delete
    case 'open_report':
      return t.pin.openReport
    case 'show_tiles':
      return t.attention.showTiles
    case '':
      return ''
    case 'sign_in':
    case 'ask_admin':
    case 'ask_owner':
    case 'open':
    case 'wait':
    case 'refresh_now':
      return t.remedy[offer]
  }
}
