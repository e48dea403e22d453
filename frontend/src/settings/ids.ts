/** The id of the heading of a connection's card, which takes the focus when the card is new. */
export function headingId(connection: string): string {
  return `connection-${connection}`
}

/** The id of the heading above the cards. */
export const connectionsId = 'connections-title'
