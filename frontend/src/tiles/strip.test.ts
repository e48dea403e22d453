import { describe, expect, it } from 'vitest'
import { t as en } from '../texts'
import { inWords, markOf, marks, paths } from './strip'

describe('a strip', () => {
  it('is one path for each kind of mark', () => {
    expect(paths('ggfgm').map((p) => p.mark)).toEqual(['good', 'failed', 'missed'])
    expect(paths('')).toEqual([])
  })

  it('puts each mark in its place', () => {
    expect(paths('gg')[0]?.d).toBe('M1 0m1 2h4v14h-4zM9 0m1 2h4v14h-4z')
  })

  it('draws every mark in a way of its own', () => {
    const drawn = Object.keys(marks).map((letter) => paths(letter)[0]?.d)
    expect(new Set(drawn).size).toBe(drawn.length)
  })

  it('doesn’t claim to know a letter of a later version', () => {
    expect(markOf('x')).toBe('unclear')
    expect(markOf('toString')).toBe('unclear')
  })

  it('is told in words', () => {
    expect(inWords('ggf', en)).toBe('2 good, 1 failed. The newest: failed.')
    expect(inWords('gggm', en)).toBe('3 good, 1 missed. The newest: missed.')
  })
})
