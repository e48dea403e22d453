import { describe, expect, it } from 'vitest'
import { app } from '../test/samples'
import { arranged, sorted, type Group, type Sort } from './arrange'

const tiles = [
  app.tile({ id: '1', lastGood: '2026-03-03T10:00:00Z', nextDue: '2026-03-04T10:00:00Z' }),
  app.tile({ id: '2', dashboardId: 'b', state: 'failing', cause: 'gateway', lastGood: '2026-03-01T10:00:00Z' }),
  app.tile({ id: '3', state: 'stopped', cause: 'schedule_off', lastGood: '' }),
  app.tile({ id: '4', dashboardId: 'b', state: 'failing', cause: 'gateway', nextDue: '2026-03-03T10:00:00Z', lastGood: '2026-03-02T10:00:00Z' }),
  app.tile({ id: '5', state: 'stopped', cause: 'schedule_off', muted: 'tile', lastGood: '2026-03-05T10:00:00Z' }),
]

function keys(group: Group, sort: Sort = 'name'): string[] {
  return arranged(tiles, group, sort).map((row) => row.key)
}

describe('sorted', () => {
  it.each([
    ['name', ['1', '2', '3', '4', '5']],
    ['worst', ['3', '2', '4', '1', '5']],
    ['oldest', ['2', '4', '1', '5', '3']],
    ['next', ['4', '1', '2', '3', '5']],
  ] as const)('by %s', (sort, want) => {
    expect(sorted(tiles, sort).map((tile) => tile.id)).toEqual(want)
  })
})

describe('arranged', () => {
  it('puts the tiles of a dashboard together', () => {
    expect(keys('dashboard')).toEqual(['dashboard powerbi-1/board-1', '1', '3', '5', 'dashboard powerbi-1/b', '2', '4'])
  })

  it('begins with the dashboard of the worst tile', () => {
    expect(keys('dashboard', 'worst').slice(0, 4)).toEqual(['dashboard powerbi-1/board-1', '3', '1', '5'])
  })

  it('puts the worst cause first, and what is muted last', () => {
    expect(keys('cause')).toEqual(['cause stopped/schedule_off', '3', 'cause failing/gateway', '2', '4', 'cause fresh/', '1', 'cause muted', '5'])
  })

  it('needs no headings', () => {
    expect(keys('none', 'worst')).toEqual(['3', '2', '4', '1', '5'])
  })

  it('puts the tiles of a model that is kept together', () => {
    const kept = (model: string) => ({ every: 'daily' as const, at: '07:00', on: [], zone: 'UTC', next: '', model })
    const some = [app.tile({ id: '1', kept: kept('m') }), app.tile({ id: '2', kept: kept('n') }), app.tile({ id: '3', kept: kept('m') })]
    const rows = arranged(some, 'model', 'name')
    expect(rows.map((row) => row.key)).toEqual(['model m', '1', '3', 'model n', '2'])
    expect(rows[0]?.kind === 'tile' ? 0 : rows[0]?.tiles.length).toBe(2)
  })
})
