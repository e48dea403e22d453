import type { app } from '../wailsjs/go/models'
import type { ShapeName } from './shapes'

/** The shape of a tile's state. */
export const tileShape: Record<app.Tile['state'], ShapeName> = {
  fresh: 'good',
  waiting: 'waiting',
  late: 'late',
  failing: 'failing',
  stopped: 'stopped',
  unseen: 'unknown',
}

/** The shape of a sign-in's state. */
export const signInShape: Record<app.Connection['state'], ShapeName> = {
  signed_in: 'good',
  expiring: 'late',
  expired: 'stopped',
  blocked: 'failing',
  signed_out: 'unknown',
  unknown: 'unknown',
}

/** The shape of how everything is. */
export const healthShape: Record<app.Snapshot['health'], ShapeName> = {
  good: 'good',
  attention: 'failing',
  signed_out: 'stopped',
  cant_tell: 'unknown',
}
