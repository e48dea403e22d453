import { describe, expect, it } from 'vitest'
import type { app } from '../wailsjs/go/models'
import type { Row } from './arrange'
import { Heights } from './heights'

function row(key: string): Row {
  return { kind: 'tile', key, tile: {} as app.Tile }
}

const rows = Array.from({ length: 10 }, (_, i) => row(String(i)))

describe('Heights', () => {
  it('are guessed, until they are measured', () => {
    const heights = new Heights()
    const two: Row[] = [row('a'), { kind: 'dashboard', key: 'd', first: {} as app.Tile, tiles: [] }]
    expect(heights.of(two)).toEqual([90, 56])
    expect(heights.measured(two, 0, 120)).toBe(true)
    expect(heights.measured(two, 0, 120.3)).toBe(false)
    expect(heights.measured(two, 0, 0)).toBe(false)
    expect(heights.measured(two, 2, 100)).toBe(false)
    expect(heights.of([row('a')])).toEqual([120])
    expect(heights.of(two)).toEqual([120, 56])
  })

  it('are guessed from the ones that were measured, once', () => {
    const heights = new Heights()
    for (let i = 0; i < 6; i++) heights.measured(rows, i, 100 + i)
    expect(heights.of(rows)[9]).toBe(102.5)
    expect(heights.guessed(2)).toBe(205)
    heights.measured(rows, 8, 500)
    expect(heights.of(rows)[9]).toBe(102.5)
    expect(heights.of(rows)[8]).toBe(500)
    heights.forget()
    expect(heights.of(rows)[0]).toBe(102.5)
    for (let i = 0; i < 6; i++) heights.measured(rows, i, 200)
    expect(heights.of(rows)[9]).toBe(200)
  })

  it('follow the lines they are asked for', () => {
    const heights = new Heights()
    for (let i = 0; i < 6; i++) heights.measured(rows, i, 100)
    expect(heights.of(rows)).toHaveLength(10)
    const fewer = rows.slice(5)
    heights.measured(fewer, 1, 140) // line 6 of the others
    expect(heights.of(fewer)).toEqual([100, 140, 100, 100, 100])
    expect(heights.of(rows)[6]).toBe(140)
  })
})
