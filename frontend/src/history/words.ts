import { dates } from '../format/dates'
import { t } from '../texts'
import type { app } from '../wailsjs/go/models'

/** How long something took, in the largest unit that says it well. */
export function lasted(from: string, to: string): string {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
  if (minutes < 90) return t.history.lasted.minutes(minutes)
  const hours = Math.round(minutes / 60)
  return hours < 48 ? t.history.lasted.hours(hours) : t.history.lasted.days(Math.round(hours / 24))
}

/** How many of a day's tiles were stale, for a table. */
export function staleOf(day: app.HistoryDay): string {
  return day.share < 0 ? '–' : t.history.staleOf(day.staleTiles, day.tiles)
}

/** Which share of what was seen of a day was fresh. */
export function shareOf(day: Pick<app.HistoryDay, 'share'>): string {
  return day.share < 0 ? t.history.unknown : t.history.percent(day.share)
}

/** Which part of a day was seen. */
export function seenOf(day: app.HistoryDay): string {
  return day.tiles === 0 ? '–' : t.history.percent(Math.round(day.fresh + day.stale))
}

/** One line about a day. */
export function aboutDay(day: app.HistoryDay): string {
  const name = dates.day(day.from)
  return day.share < 0 ? t.history.dayUnseen(name) : t.history.dayLine(name, day.share, day.staleTiles, day.tiles, Math.round(day.fresh + day.stale))
}

/** What an outage struck, in names: the first few, each once, and how many tiles more. */
export function struck(outage: Pick<app.Outage, 'count' | 'names'>, most = 3): string {
  const names = [...new Set(outage.names.map((name) => name || t.tiles.untitled))].slice(0, most)
  const more = outage.count - names.length
  return more > 0 ? t.history.andMore(names.join(', '), more) : names.join(', ')
}

/** What an outage is called. */
export function causeOf(outage: Pick<app.Outage, 'cause'>): string {
  return t.cause[outage.cause || 'none']
}

/** One line about an outage. */
export function aboutOutage(outage: app.Outage, now: string): string {
  const when =
    outage.to === ''
      ? t.history.since(dates.exact(outage.from))
      : t.history.between(dates.exact(outage.from), dates.exact(outage.to))
  return `${causeOf(outage)}: ${struck(outage)}. ${when}, ${lasted(outage.from, outage.to || now)}`
}
