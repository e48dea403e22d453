import { describe, expect, it } from 'vitest'
import { barOf, lanes, named, place, worst } from './picture'

const days = [
  { from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' }, // 23 hours in Berlin
  { from: '2026-03-29T22:00:00Z', to: '2026-03-30T22:00:00Z' },
  { from: '2026-03-30T22:00:00Z', to: '2026-03-31T10:00:00Z' }, // today, until noon
]

describe('barOf', () => {
  it.each([
    ['nothing seen', { fresh: 0, stale: 0, unknown: 100 }, { fresh: 0, stale: 0, seen: 0 }],
    ['all fresh', { fresh: 100, stale: 0, unknown: 0 }, { fresh: 100, stale: 0, seen: 100 }],
    ['a quarter stale, half seen', { fresh: 37.5, stale: 12.5, unknown: 50 }, { fresh: 75, stale: 25, seen: 50 }],
    ['hardly stale', { fresh: 99.9, stale: 0.1, unknown: 0 }, { fresh: 96, stale: 4, seen: 100 }],
    ['hardly fresh', { fresh: 0.1, stale: 99.9, unknown: 0 }, { fresh: 4, stale: 96, seen: 100 }],
    ['hardly seen', { fresh: 0, stale: 0.1, unknown: 99.9 }, { fresh: 0, stale: 100, seen: 4 }],
  ])('%s', (_, day, want) => {
    expect(barOf(day)).toEqual(want)
  })
})

describe('place', () => {
  it.each([
    ['before the first day', '2026-03-01T00:00:00Z', 0],
    ['in the middle of a short day', '2026-03-29T10:30:00Z', 50 / 3],
    ['at a midnight', '2026-03-29T22:00:00Z', 100 / 3],
    ['today at noon', '2026-03-31T10:00:00Z', 250 / 3],
    ['after today', '2026-04-05T00:00:00Z', 100],
    ['no moment', '', Number.NaN],
  ])('%s', (_, at, want) => {
    const got = place(days, at)
    if (Number.isNaN(want)) expect(got).toBeNaN()
    else expect(got).toBeCloseTo(want)
  })
  it('is at the beginning without days', () => {
    expect(place([], '2026-03-29T10:30:00Z')).toBe(0)
  })
})

describe('lanes', () => {
  const outage = (id: string, cause: 'gateway' | 'late' | 'capacity', from: string, to = '') =>
    ({ id, cause, from, to }) as unknown as Parameters<typeof lanes>[1][number]
  it('has one for each cause, with what began before and what still lasts', () => {
    const got = lanes(
      days,
      [
        outage('a', 'gateway', '2026-03-30T22:00:00Z'),
        outage('b', 'late', '2026-03-01T00:00:00Z', '2026-03-29T22:00:00Z'),
        outage('c', 'gateway', '2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z'),
        outage('d', 'capacity', '2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z'),
      ],
      '2026-03-31T10:00:00Z',
      2,
    )
    expect(got.map((lane) => lane.cause)).toEqual(['gateway', 'late'])
    expect(got[0]?.marks.map((m) => [m.id, m.lasts])).toEqual([['a', true], ['c', false]])
    expect(got[0]?.marks[0]?.width).toBeCloseTo(50 / 3)
    expect(got[1]?.marks[0]).toMatchObject({ left: 0 })
    expect(got[1]?.marks[0]?.width).toBeCloseTo(100 / 3)
  })
})

describe('named', () => {
  it.each([
    [14, 7, [1, 3, 5, 7, 9, 11, 13]],
    [90, 7, [11, 24, 37, 50, 63, 76, 89]],
    [3, 7, [0, 1, 2]],
    [0, 7, []],
  ])('%i days, at most %i', (n, most, want) => {
    expect(named(n, most)).toEqual(want)
  })
})

describe('worst', () => {
  it('is the latest of the lowest', () => {
    const a = { share: 80 }
    const b = { share: 60 }
    const c = { share: 60 }
    expect(worst([a, b, c, { share: -1 }, { share: 100 }])).toBe(c)
  })
  it('is none where all was fresh, or nothing was seen', () => {
    expect(worst([{ share: 100 }, { share: -1 }])).toBeNull()
  })
})
