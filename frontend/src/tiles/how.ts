import { dates } from '../format/dates'
import { t } from '../texts'
import type { app } from '../wailsjs/go/models'

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

export function isDay(name: string): name is Day {
  return (days as readonly string[]).includes(name)
}

/** "Hourly", "Daily at 07:00", "Mon, Thu at 07:00". */
export function how(kept: Pick<app.Kept, 'every' | 'at' | 'on'>): string {
  switch (kept.every) {
    case 'hourly':
      return t.keep.how.hourly
    case 'daily':
      return t.keep.how.daily(dates.clock(kept.at))
    case 'weekly':
      return t.keep.how.weekly(
        days
          .filter((day) => kept.on.includes(day))
          .map((day) => t.keep.short[day])
          .join(', '),
        dates.clock(kept.at),
      )
  }
}
