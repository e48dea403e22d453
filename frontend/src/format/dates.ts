import { locale } from '../texts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const steps: readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, size: number][] = [
  [hour, 'minute', minute],
  [day, 'hour', hour],
  [14 * day, 'day', day],
  [60 * day, 'week', 7 * day],
  [Infinity, 'month', 30 * day],
]

/** Formats moments and spans for one locale and time zone; the system's zone when it is left out. */
export class Dates {
  readonly #relative: Intl.RelativeTimeFormat
  readonly #exact: Intl.DateTimeFormat
  readonly #date: Intl.DateTimeFormat
  readonly #time: Intl.DateTimeFormat
  readonly #day: Intl.DateTimeFormat

  constructor(locale: string, timeZone?: string) {
    const zone = timeZone === undefined ? {} : { timeZone }
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    this.#exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', ...zone })
    this.#date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', ...zone })
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone })
    this.#day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...zone })
  }

  /** "4 minutes ago", "in 2 hours", "now". Empty for what is no time. */
  relative(stamp: string, now: number): string {
    const at = Date.parse(stamp)
    if (Number.isNaN(at)) return ''
    const seconds = (at - now) / 1000
    const distance = Math.abs(seconds)
    if (distance < 45) return this.#relative.format(0, 'second')
    const step = steps.find(([limit]) => distance < limit * 0.97) ?? steps[steps.length - 1]
    if (!step) return ''
    const [, unit, size] = step
    const count = Math.max(1, Math.round(distance / size))
    return this.#relative.format(seconds < 0 ? -count : count, unit)
  }

  /** "Tuesday, 3 March 2026 at 14:05". */
  exact(stamp: string): string {
    return this.#with(stamp, this.#exact)
  }

  /** "3 March 2026". */
  date(stamp: string): string {
    return this.#with(stamp, this.#date)
  }

  /** "14:05". */
  time(stamp: string): string {
    return this.#with(stamp, this.#time)
  }

  /** "Tuesday, 3 March". */
  day(stamp: string): string {
    return this.#with(stamp, this.#day)
  }

  /** A time of day such as "07:00", as the locale writes it. */
  clock(at: string): string {
    const match = /^(\d{1,2}):(\d{2})$/.exec(at)
    if (!match) return at
    const moment = new Date(2000, 0, 1, Number(match[1]), Number(match[2]))
    return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(moment)
  }

  #with(stamp: string, format: Intl.DateTimeFormat): string {
    const at = Date.parse(stamp)
    return Number.isNaN(at) ? '' : format.format(at)
  }
}

/** Dates in the person's language and zone. */
export const dates = new Dates(locale)
