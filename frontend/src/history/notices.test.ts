import { describe, expect, it } from 'vitest'
import type { app } from '../wailsjs/go/models'
import { byDay, countNotices, filterNotices, stillSo } from './notices'

const notice = (id: string, at: string, kind: string, endedAt = ''): app.Notice => ({ id, at, kind, endedAt }) as app.Notice
const list = [
  notice('a', '2026-03-03T10:00:00Z', 'stopped'),
  notice('b', '2026-03-03T09:00:00Z', 'recovered'),
  notice('c', '2026-03-02T09:00:00Z', 'failing', '2026-03-02T10:00:00Z'),
]
const fresh = new Set(['b', 'gone'])

describe('notices', () => {
  it('are filtered by what is new and what is still so', () => {
    expect(filterNotices(list, 'all', fresh)).toHaveLength(3)
    expect(filterNotices(list, 'new', fresh).map((n) => n.id)).toEqual(['b'])
    expect(filterNotices(list, 'open', fresh).map((n) => n.id)).toEqual(['a'])
    expect(countNotices(list, fresh)).toEqual({ all: 3, new: 1, open: 1 })
  })
  it('are over when they ended, and good news never lasts', () => {
    expect(list.map(stillSo)).toEqual([true, false, false])
  })
  it('stand under their days', () => {
    expect(byDay(list, (at) => at.slice(0, 10)).map((g) => [g.day, g.notices.length])).toEqual([
      ['2026-03-03', 2],
      ['2026-03-02', 1],
    ])
  })
})
