import type { Texts } from '../texts/texts'
import type { app } from '../wailsjs/go/models'

/** What a screen reader should say about the change from one snapshot to the next; empty for nothing. */
export function spoken(before: app.Snapshot | null, now: app.Snapshot, t: Texts): string {
  if (before === null) return ''
  const parts: string[] = []
  if (before.checking !== now.checking && now.checking) parts.push(t.health.checking)
  if (before.health !== now.health) parts.push(t.health[now.health])
  const old = new Set(before.attention.map((a) => a.id))
  for (const a of now.attention) if (!old.has(a.id)) parts.push(a.text)
  return parts.join('. ')
}
