import type { app } from '../wailsjs/go/models'

type Named = Pick<app.Connection, 'id' | 'name' | 'person' | 'server'>

/** What a connection is called: a report server by its host, an account by its name. */
export function nameOf(connection: Named): string {
  return connection.server?.host ?? (connection.name || connection.person)
}

/** What the connections are called by their ids; empty where there is only one, for then no word of it is needed. */
export function namesOf(connections: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(connections.length < 2 ? [] : connections.map((c) => [c.id, nameOf(c)]))
}

/** The report server of that id, if it is one. */
export function serverOf(snapshot: app.Snapshot | null, id: string): app.Server | undefined {
  return snapshot?.connections.find((c) => c.id === id)?.server
}

/** Whether looking now can bring anything: a report server's pins are seen whatever becomes of its sign-in. */
export function canLook(connection: app.Connection): boolean {
  if (connection.server) return !connection.server.loginTrouble
  return connection.state === 'signed_in' || connection.state === 'expiring'
}
