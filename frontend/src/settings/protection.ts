import type { Texts } from '../texts/texts'
import type { app } from '../wailsjs/go/models'

/** How what this app keeps for a connection is protected, in words; empty where that is not known. */
export function protectedBy({ protection }: Pick<app.Connection, 'protection'>, t: Texts): string {
  return protection === 'keyring' || protection === 'file' || protection === 'memory'
    ? t.connection.protectedBy[protection]
    : ''
}
