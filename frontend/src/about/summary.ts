import type { ShapeName } from '../parts/shapes'
import type { Texts } from '../texts/texts'
import type { app } from '../wailsjs/go/models'

/** What the checks come to, in a sentence. */
export function summary(found: readonly app.Checked[], t: Texts): string {
  const count = (state: string): number => found.filter((one) => one.state === state).length
  const bad = count('bad')
  if (bad > 0) return t.about.bad(bad)
  const notes = count('note')
  return notes > 0 ? t.about.notes(notes) : t.about.allGood
}

/** The shape of a finding's state. */
export const checkShape: Record<app.Checked['state'] | 'waiting', ShapeName> = {
  good: 'good',
  note: 'late',
  bad: 'failing',
  skipped: 'unknown',
  waiting: 'waiting',
}

/** "12 kB", "340 bytes" as the locale writes it. */
export function size(bytes: number, locale: string): string {
  const small = bytes < 1000
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: small ? 'byte' : 'kilobyte',
    unitDisplay: small ? 'long' : 'short',
    maximumFractionDigits: 0,
  }).format(small ? bytes : bytes / 1000)
}
