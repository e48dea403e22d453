import { beforeEach, describe, expect, it } from 'vitest'
import { view } from './view.svelte'

const list = ['a', 'b', 'c', 'd', 'e']

function chosen(): string[] {
  return [...view.selected].sort()
}

describe('selecting', () => {
  beforeEach(() => {
    view.end()
    view.begin()
  })

  it('takes one tile after another, and back', () => {
    view.select('b', true)
    view.select('d', true)
    expect(chosen()).toEqual(['b', 'd'])
    view.select('b', false)
    expect(chosen()).toEqual(['d'])
  })

  it('takes a range, in either direction', () => {
    view.select('d', true)
    view.select('b', true, list)
    expect(chosen()).toEqual(['b', 'c', 'd'])
    view.select('e', false, list)
    expect(chosen()).toEqual([])
  })

  it('takes one where the list no longer holds where the range began', () => {
    view.select('gone', true)
    view.select('c', true, list)
    expect(chosen()).toEqual(['c', 'gone'])
  })

  it('takes all, and forgets at the end', () => {
    view.selectAll(list)
    expect(view.selected.size).toBe(5)
    view.end()
    expect([view.selecting, view.selected.size]).toEqual([false, 0])
  })
})
