// Moments as the Go side tells them, from now.

/** So many minutes ago. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

/** In so many minutes. */
export function ahead(minutes: number): string {
  return ago(-minutes)
}

export const hour = 60
export const day = 24 * hour

/** The beginning of the day that was so many days ago, here. */
export function midnight(daysAgo: number): string {
  const at = new Date()
  at.setHours(0, 0, 0, 0)
  at.setDate(at.getDate() - daysAgo)
  return at.toISOString()
}
