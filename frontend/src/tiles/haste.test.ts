import { describe, expect, it } from 'vitest'
import { Haste } from './haste.svelte'

const before = ['a', 'b', 'c']
const after = ['c', 'd', 'e', 'f']

describe('Haste', () => {
  it('leaves the lines whole that come at a reading pace', () => {
    const haste = new Haste()
    haste.moved(40, before, after, 1000)
    haste.moved(-40, after, before, 1016)
    expect(haste.bare).toEqual([])
  })

  it('has the words alone of those that come in a hurry, whichever way', () => {
    const haste = new Haste()
    haste.moved(400, before, after, 1000)
    expect(haste.bare).toEqual(['d', 'e', 'f'])
    haste.moved(-400, after, before, 1016)
    expect(haste.bare).toEqual(['a', 'b'])
  })

  it('completes them at rest, those in view first', () => {
    const haste = new Haste()
    haste.moved(400, before, after, 1000)
    haste.complete(['e', 'f'], 1050)
    expect(haste.bare).toEqual(['d', 'e', 'f'])
    haste.complete(['e', 'f'], 1100)
    expect(haste.bare).toEqual(['d'])
    haste.complete(['e', 'f'], 1116)
    expect(haste.bare).toEqual([])
  })

  it('goes on completing while the list is moved slowly', () => {
    const haste = new Haste()
    haste.moved(400, before, after, 1000)
    haste.moved(10, after, after, 1090)
    haste.complete([], 1100)
    expect(haste.bare).toEqual(['f'])
  })
})
