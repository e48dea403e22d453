import { describe, expect, it } from 'vitest'
import { t } from '../texts'
import { Dates } from './dates'

const dates = new Dates('en-GB', 'Europe/Berlin')
const now = Date.parse('2026-03-03T12:00:00Z')

describe('relative', () => {
  it.each([
    ['2026-03-03T12:00:00Z', 'now'],
    ['2026-03-03T11:59:20Z', 'now'],
    ['2026-03-03T11:59:00Z', '1 minute ago'],
    ['2026-03-03T11:56:00Z', '4 minutes ago'],
    ['2026-03-03T12:58:30Z', 'in 1 hour'],
    ['2026-03-03T14:00:00Z', 'in 2 hours'],
    ['2026-03-02T12:00:00Z', 'yesterday'],
    ['2026-03-04T13:00:00Z', 'tomorrow'],
    ['2026-03-09T12:00:00Z', 'in 6 days'],
    ['2026-03-24T12:00:00Z', 'in 3 weeks'],
    ['2026-06-01T12:00:00Z', 'in 3 months'],
    ['', ''],
    ['not a time', ''],
  ])('%s is %s', (stamp, want) => {
    expect(dates.relative(stamp, now)).toBe(want)
  })
})

describe('words for a distance', () => {
  const units = ['minute', 'hour', 'day', 'week', 'month'] as const
  it('are those of the language', () => {
    const intl = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
    expect(t.when.now).toBe(intl.format(0, 'second'))
    for (const unit of units) {
      for (let n = 1; n < 70; n++) {
        expect(t.when.past[unit](n)).toBe(intl.format(-n, unit))
        expect(t.when.future[unit](n)).toBe(intl.format(n, unit))
      }
    }
  })
})

describe('exact forms', () => {
  it('are in the zone they are asked for', () => {
    expect(dates.exact('2026-03-03T13:05:00Z')).toBe('Tuesday, 3 March 2026 at 14:05')
    expect(dates.date('2026-03-03T23:30:00Z')).toBe('4 March 2026')
    expect(dates.time('2026-03-03T13:05:00Z')).toBe('14:05')
    expect(dates.day('2026-03-03T13:05:00Z')).toBe('Tuesday 3 March')
  })

  it('are empty for what is no time', () => {
    expect([dates.exact(''), dates.date('x'), dates.time(''), dates.day('')]).toEqual(['', '', '', ''])
  })

  it('leave a time of day alone that is none', () => {
    expect(dates.clock('soon')).toBe('soon')
  })
})
