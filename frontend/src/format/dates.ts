import { locale, t } from '../texts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const steps: readonly [limit: number, unit: keyof typeof t.when.past, size: number][] = [
  [hour, 'minute', minute],
  [day, 'hour', hour],
  [14 * day, 'day', day],
  [60 * day, 'week', 7 * day],
  [Infinity, 'month', 30 * day],
]

type Form = 'exact' | 'date' | 'time' | 'day' | 'short' | 'tick'

const forms: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  exact: { dateStyle: 'full', timeStyle: 'short' },
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  tick: { day: 'numeric', month: 'short' },
}

/**
 * Formats moments and spans for one locale and time zone; the system's zone
 * when it is left out. Each form is prepared when it is first asked for: that
 * takes milliseconds, and the first picture waits for it.
 */
export class Dates {
  readonly #locale: string
  readonly #zone: Intl.DateTimeFormatOptions
  readonly #made = new Map<Form, Intl.DateTimeFormat>()
  #clock: Intl.DateTimeFormat | undefined

  constructor(locale: string, timeZone?: string) {
    this.#locale = locale
    this.#zone = timeZone === undefined ? {} : { timeZone }
  }

  /** "4 minutes ago", "in 2 hours", "now". Empty for what is no time. */
  relative(stamp: string, now: number): string {
    const at = Date.parse(stamp)
    if (Number.isNaN(at)) return ''
    const seconds = (at - now) / 1000
    const distance = Math.abs(seconds)
    if (distance < 45) return t.when.now
    const step = steps.find(([limit]) => distance < limit * 0.97) ?? steps[steps.length - 1]
    if (!step) return ''
    const [, unit, size] = step
    const count = Math.max(1, Math.round(distance / size))
    return seconds < 0 ? t.when.past[unit](count) : t.when.future[unit](count)
  }

  /** "Tuesday, 3 March 2026 at 14:05". */
  exact(stamp: string): string {
    return this.#as('exact', stamp)
  }

  /** "3 March 2026". */
  date(stamp: string): string {
    return this.#as('date', stamp)
  }

  /** "14:05". */
  time(stamp: string): string {
    return this.#as('time', stamp)
  }

  /** "Tuesday, 3 March". */
  day(stamp: string): string {
    return this.#as('day', stamp)
  }

  /** "3 Mar, 14:05". */
  moment(stamp: string): string {
    return this.#as('short', stamp)
  }

  /** "3 Mar". */
  tick(stamp: string): string {
    return this.#as('tick', stamp)
  }

  /** "14:05" within half a day, else "3 Mar, 14:05". */
  short(stamp: string, now: number): string {
    return Math.abs(Date.parse(stamp) - now) < day * 500 ? this.time(stamp) : this.#as('short', stamp)
  }

  /** A time of day such as "07:00", as the locale writes it. */
  clock(at: string): string {
    const match = /^(\d{1,2}):(\d{2})$/.exec(at)
    if (!match) return at
    this.#clock ??= new Intl.DateTimeFormat(this.#locale, forms.time)
    return this.#clock.format(new Date(2000, 0, 1, Number(match[1]), Number(match[2])))
  }

  #as(form: Form, stamp: string): string {
    const at = Date.parse(stamp)
    if (Number.isNaN(at)) return ''
    let made = this.#made.get(form)
    if (!made) this.#made.set(form, (made = new Intl.DateTimeFormat(this.#locale, { ...forms[form], ...this.#zone })))
    return made.format(at)
  }
}

/** Dates in the person's language and zone. */
export const dates = new Dates(locale)
