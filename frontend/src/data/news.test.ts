import { describe, expect, it } from 'vitest'
import type { app } from '../wailsjs/go/models'
import { allTiles } from './news'

const tile = (id: string, text = ''): app.Tile => ({ id, text }) as app.Tile
const news = (tiles: app.Tile[], order?: string[], part = true): app.News =>
  ({ version: 2, part, moved: order !== undefined, order: order ?? [], snapshot: { tiles } }) as app.News

describe('allTiles', () => {
  const before = [tile('a'), tile('b'), tile('c')]
  const texts = (tiles: readonly app.Tile[]): string[] => tiles.map(({ id, text }) => id + text)

  it('is what was told where everything was', () => {
    expect(texts(allTiles(before, news([tile('x')], undefined, false)))).toEqual(['x'])
  })
  it('is the very same list where nothing has changed', () => {
    expect(allTiles(before, news([]))).toBe(before)
  })
  it('has what changed in its place, and the others as they were', () => {
    const all = allTiles(before, news([tile('b', ' late')]))
    expect(texts(all)).toEqual(['a', 'b late', 'c'])
    expect(all[0]).toBe(before[0])
  })
  it('has what came and has not what went', () => {
    expect(texts(allTiles(before, news([tile('x')], ['c', 'x', 'a'])))).toEqual(['c', 'x', 'a'])
  })
  it('is empty where all are gone', () => {
    expect(allTiles(before, news([], []))).toEqual([])
  })
})
