import { describe, expect, it } from 'vitest'
import { app } from '../test/samples'
import { choose, countsOf, narrows, stale, type Choice } from './choose'

const everything: Choice = { search: '', filter: 'all', connection: '', only: null }
const tiles = [
  app.tile({ id: 'p/1', title: 'Revenue', owner: 'ben@contoso.com' }),
  app.tile({ id: 'p/2', title: 'Café visits', state: 'stopped', dashboardId: 'board-2', dashboard: 'Sales' }),
  app.pin({ id: 's/1', title: 'Chart2', state: 'failing' }),
  app.pin({ id: 's/2', title: 'Gauge1', state: 'late' }, { report: 'Backlog' }),
]

function ids(choice: Partial<Choice>): string[] {
  return choose(tiles, { ...everything, ...choice }).map((tile) => tile.id)
}

describe('choose', () => {
  it.each([
    ['everything', {}, ['p/1', 'p/2', 's/1', 's/2']],
    ['words of the title', { search: 'REVENUE' }, ['p/1']],
    ['words without accents', { search: 'cafe visits' }, ['p/2']],
    ['the owner', { search: 'ben@' }, ['p/1']],
    ['the report of a pin', { search: 'backlog' }, ['s/2']],
    ['every word', { search: 'backlog revenue' }, []],
    ['a state', { filter: 'stopped' }, ['p/2']],
    ['what is not fresh', { filter: 'not_fresh' }, ['p/2', 's/1', 's/2']],
    ['a connection', { connection: 'reportserver-1' }, ['s/1', 's/2']],
    ['a connection and a state', { connection: 'reportserver-1', filter: 'late' }, ['s/2']],
    ['what is muted', { filter: 'muted' }, []],
    ['some', { only: ['p/2', 's/1'] }, ['p/2', 's/1']],
  ] as const)('finds %s', (_, choice, want) => {
    expect(ids(choice)).toEqual(want)
  })
})

describe('narrows', () => {
  it('tells a choice from none', () => {
    expect(narrows(everything)).toBe(false)
    expect(narrows({ ...everything, connection: 'x' })).toBe(true)
    expect(narrows({ ...everything, only: [] })).toBe(true)
  })
})

describe('stale', () => {
  it('is what is late, failing or stopped, and not muted', () => {
    expect(tiles.map(stale)).toEqual([false, true, true, true])
    expect(stale(app.tile({ state: 'stopped', muted: 'dashboard' }))).toBe(false)
  })
})

describe('countsOf', () => {
  it('counts what each filter shows of one connection', () => {
    const pins = tiles.filter((tile) => tile.kind === 'pin')
    const connection = pins[0]?.connection ?? ''
    expect(countsOf(tiles, connection)).toMatchObject({ all: 2, failing: 1, late: 1, fresh: 0, kept: 0, not_fresh: 2 })
    expect(countsOf(tiles, 'nobody')).toMatchObject({ all: 0, failing: 0 })
  })
})
