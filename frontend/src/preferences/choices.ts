import { t } from '../texts'

/** A value of a setting, and what it is called. */
export interface Choice {
  readonly value: string
  readonly name: string
}

export const themeChoices: readonly Choice[] = [
  { value: 'auto', name: t.preferences.themes.auto },
  { value: 'light', name: t.preferences.themes.light },
  { value: 'dark', name: t.preferences.themes.dark },
  { value: 'contrast', name: t.preferences.themes.contrast },
]

export const leadChoices: readonly Choice[] = [30, 14, 7, 3, 1].map((days) => ({
  value: String(days),
  name: t.preferences.days(days),
}))

export const historyChoices: readonly Choice[] = [30, 90, 180, 365].map((days) => ({
  value: String(days),
  name: t.preferences.historyDays(days),
}))

/** The kinds of notification, in the order in which the setting has them. */
export const kinds = ['sign_in', 'expiring', 'stopped', 'failing', 'late', 'recovered'] as const

export const snoozes = ['hour', 'morning', 'monday'] as const

export const everyChoices: readonly Choice[] = (
  [
    ['15m', 15],
    ['30m', 30],
    ['1h', 60],
    ['2h', 120],
    ['4h', 240],
  ] as const
).map(([value, minutes]) => ({ value, name: minutes % 60 === 0 ? t.preferences.everyHours(minutes / 60) : t.preferences.everyMinutes(minutes) }))

/** The choices, with the value in force among them whatever it is; name says what it is called then. */
export function including(
  choices: readonly Choice[],
  value: string,
  name: (value: string) => string = (other) => other,
): readonly Choice[] {
  return value === '' || choices.some((c) => c.value === value) ? choices : [...choices, { value, name: name(value) }]
}

/** "22:00-07:00" in two; null when there are no quiet hours. */
export function parseQuiet(value: string): { from: string; to: string } | null {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(value)
  return match?.[1] !== undefined && match[2] !== undefined ? { from: match[1], to: match[2] } : null
}
