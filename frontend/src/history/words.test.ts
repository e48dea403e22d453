import { describe, expect, it } from 'vitest'
import { aboutDay, aboutOutage, lasted, seenOf, shareOf, staleOf, struck } from './words'
import type { app } from '../wailsjs/go/models'

describe('lasted', () => {
  it.each([
    ['2026-03-03T08:00:00Z', '2026-03-03T08:00:10Z', '1 minute'],
    ['2026-03-03T08:00:00Z', '2026-03-03T09:20:00Z', '80 minutes'],
    ['2026-03-03T08:00:00Z', '2026-03-03T09:40:00Z', '2 hours'],
    ['2026-03-01T08:00:00Z', '2026-03-03T07:00:00Z', '47 hours'],
    ['2026-03-01T08:00:00Z', '2026-03-04T08:00:00Z', '3 days'],
  ])('%s to %s', (from, to, want) => {
    expect(lasted(from, to)).toBe(want)
  })
})

const day = (over: Partial<app.HistoryDay>): app.HistoryDay => ({
  from: '2026-03-03T00:00:00Z', to: '2026-03-04T00:00:00Z', fresh: 60, stale: 20, unknown: 20, share: 75, tiles: 8, staleTiles: 2, ...over,
})

describe('a day', () => {
  it('is told in a line and in a row', () => {
    expect(aboutDay(day({}))).toMatch(/3.*: 75% fresh, 2 of 8 tiles stale for some time, 80% of the day seen/)
    expect([shareOf(day({})), staleOf(day({})), seenOf(day({}))]).toEqual(['75%', '2 of 8', '80%'])
  })
  it('that nobody looked at claims nothing', () => {
    const unseen = day({ fresh: 0, stale: 0, unknown: 100, share: -1 })
    expect(aboutDay(unseen)).toMatch(/nobody looked/)
    expect([shareOf(unseen), staleOf(unseen), seenOf(unseen)]).toEqual(['Nobody looked', '–', '0%'])
    expect(seenOf(day({ tiles: 0 }))).toBe('–')
  })
})

describe('an outage', () => {
  const outage = { cause: 'gateway', from: '2026-03-03T08:00:00Z', to: '2026-03-03T10:00:00Z', count: 5, names: ['A', '', 'C', 'D', 'E'] } as unknown as app.Outage
  it('names the first few tiles', () => {
    expect(struck(outage)).toBe('A, Tile without a title, C and 2 more')
    expect(struck({ count: 1, names: ['A'] })).toBe('A')
    expect(struck({ count: 3, names: ['A', 'B', 'A'] })).toBe('A, B and 1 more')
  })
  it('says from when to when', () => {
    expect(aboutOutage(outage, '')).toMatch(/^The gateway: A, .*2 hours$/)
    expect(aboutOutage({ ...outage, to: '' }, '2026-03-03T08:30:00Z')).toMatch(/since .*30 minutes$/i)
  })
})
