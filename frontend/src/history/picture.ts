import type { app } from '../wailsjs/go/models'

type Day = Pick<app.HistoryDay, 'from' | 'to'>
type Outage = Pick<app.Outage, 'id' | 'cause' | 'from' | 'to'>

/** The least that a part is drawn with, in percent: a stale hour in a good month has to be seen. */
const least = 4

/** How a day is drawn: heights in percent of what was seen, and which part of the day that was. */
export interface Bar {
  readonly fresh: number
  readonly stale: number
  /** In percent of the day; 0 when nothing was seen. */
  readonly seen: number
}

export function barOf(day: Pick<app.HistoryDay, 'fresh' | 'stale' | 'unknown'>): Bar {
  const seen = day.fresh + day.stale
  if (seen <= 0) return { fresh: 0, stale: 0, seen: 0 }
  let stale = (100 * day.stale) / seen
  if (stale > 0) stale = Math.max(stale, least)
  if (day.fresh > 0) stale = Math.min(stale, 100 - least)
  return { fresh: 100 - stale, stale, seen: Math.max((100 * seen) / (seen + day.unknown), least) }
}

/** Where a moment lies among days of the same width, in percent of them all. */
export function place(days: readonly Day[], at: string): number {
  const moment = Date.parse(at)
  for (const [i, day] of days.entries()) {
    const from = Date.parse(day.from)
    // Today goes on until midnight, wherever its end is now.
    const last = i === days.length - 1
    const to = last ? Math.max(Date.parse(day.to), from + 24 * 3_600_000) : Date.parse(day.to)
    if (moment >= to && !last) continue
    const share = Math.min(Math.max((moment - from) / (to - from), 0), 1)
    return (100 * (i + share)) / days.length
  }
  return 0
}

export interface Mark {
  readonly id: string
  readonly left: number
  readonly width: number
  readonly lasts: boolean
}

export interface Lane {
  readonly cause: app.Outage['cause']
  readonly marks: readonly Mark[]
}

/** The outages as spans below the days: a lane for each cause, the latest first; more than that many are left out. */
export function lanes(days: readonly Day[], outages: readonly Outage[], now: string, most: number): Lane[] {
  const byCause = new Map<app.Outage['cause'], Mark[]>()
  for (const outage of outages) {
    const left = place(days, outage.from)
    const right = place(days, outage.to === '' ? now : outage.to)
    const mark = { id: outage.id, left, width: Math.max(right - left, 0), lasts: outage.to === '' }
    const marks = byCause.get(outage.cause)
    if (marks) marks.push(mark)
    else if (byCause.size < most) byCause.set(outage.cause, [mark])
  }
  return [...byCause].map(([cause, marks]) => ({ cause, marks }))
}

/** Which of n days are named below the picture: at most that many, today always among them. */
export function named(n: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(n / most))
  const out: number[] = []
  for (let i = n - 1; i >= 0; i -= step) out.unshift(i)
  return out
}

/** The day that was worst among those on which something was seen, where one was not wholly fresh. */
export function worst<T extends Pick<app.HistoryDay, 'share'>>(days: readonly T[]): T | null {
  let found: T | null = null
  for (const day of days) if (day.share >= 0 && day.share < 100 && day.share <= (found?.share ?? 100)) found = day
  return found
}
