import { describe, expect, it } from 'vitest'
import { after, placed } from './menu'

describe('placed', () => {
  const window = { width: 480, height: 600 }
  const list = { width: 200, height: 160 }

  it.each([
    ['below, flush with the end', { top: 100, bottom: 132, right: 460 }, { top: 136, left: 260 }],
    ['above without room below', { top: 500, bottom: 532, right: 460 }, { top: 336, left: 260 }],
    ['within the window at its start', { top: 100, bottom: 132, right: 40 }, { top: 136, left: 4 }],
    ['within the window at its end', { top: 100, bottom: 132, right: 479 }, { top: 136, left: 276 }],
  ])('goes %s', (_, button, want) => {
    expect(placed(button, list, window)).toEqual(want)
  })

  it('begins in the window where it is too large for it', () => {
    expect(placed({ top: 20, bottom: 52, right: 90 }, { width: 900, height: 900 }, window)).toEqual({ top: 4, left: 4 })
  })
})

describe('after', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 2, 0],
    ['ArrowUp', 0, 2],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['Tab', 0, null],
    ['a', 0, null],
  ])('%s from %i goes to %o', (key, index, want) => {
    expect(after(key, index, 3)).toBe(want)
  })
})
