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
    expect(heights.of([row('a'), { kind: 'dashboard', key: 'd', first: {} as app.Tile, tiles: [] }])).toEqual([90, 56])
    expect(heights.measured('a', 120)).toBe(true)
    expect(heights.measured('a', 120.3)).toBe(false)
    expect(heights.measured('a', 0)).toBe(false)
    expect(heights.of([row('a')])).toEqual([120])
  })

  it('are guessed from the ones that were measured, once', () => {
    const heights = new Heights()
    for (let i = 0; i < 6; i++) heights.measured(String(i), 100 + i)
    expect(heights.of(rows)[9]).toBe(102.5)
    expect(heights.guessed(2)).toBe(205)
    heights.measured('8', 500)
    expect(heights.of(rows)[9]).toBe(102.5)
    heights.forget()
    expect(heights.of(rows)[0]).toBe(102.5)
    for (let i = 0; i < 6; i++) heights.measured(String(i), 200)
    expect(heights.of(rows)[9]).toBe(200)
  })
})
