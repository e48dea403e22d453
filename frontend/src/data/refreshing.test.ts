import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'
import { refreshing } from './refreshing.svelte'

vi.mock('../wailsjs/go/app/Bindings')

function answer(tile: string, accepted: boolean): app.RefreshResult {
  return { tile, accepted, outcome: accepted ? 'accepted' : 'quota', text: accepted ? 'Fine.' : 'Try again tomorrow.' }
}

function stages(): Record<string, string> {
  return Object.fromEntries(refreshing.list.map((one) => [one.tile, one.stage]))
}

describe('a refresh of several tiles', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', { hidden: false })
    vi.mocked(bindings.FollowRefresh).mockResolvedValue()
  })

  afterEach(() => {
    refreshing.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.clearAllMocks()
  })

  it('is followed until each of them is over', async () => {
    refreshing.begin(['a', 'b', 'c'])
    expect(stages()).toEqual({ a: 'asking', b: 'asking', c: 'asking' })
    refreshing.answered([answer('a', true), answer('b', true), answer('c', false)])
    expect(stages()).toEqual({ a: 'asked', b: 'asked', c: 'refused' })
    expect(refreshing.of('c')?.text).toBe('Try again tomorrow.')

    vi.mocked(bindings.RefreshProgress).mockResolvedValueOnce([
      { tile: 'a', stage: 'running', end: '', text: '' },
      { tile: 'b', stage: 'failed', end: '2026-03-03T12:00:00Z', text: 'Ask ben.' },
    ])
    await vi.advanceTimersByTimeAsync(1000)
    expect(stages()).toEqual({ a: 'running', b: 'failed', c: 'refused' })
    expect(refreshing.over).toBe(false)

    vi.mocked(bindings.RefreshProgress).mockResolvedValueOnce([{ tile: 'a', stage: 'done', end: '2026-03-03T12:00:00Z', text: '' }])
    await vi.advanceTimersByTimeAsync(2000)
    expect(bindings.FollowRefresh).toHaveBeenLastCalledWith(['a'])
    expect([stages(), refreshing.over]).toEqual([{ a: 'done', b: 'failed', c: 'refused' }, true])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(bindings.FollowRefresh).toHaveBeenCalledTimes(2)
  })

  it('goes on where a look fails, ever more slowly', async () => {
    refreshing.begin(['a'])
    refreshing.answered([answer('a', true)])
    vi.mocked(bindings.RefreshProgress).mockRejectedValue(new Error('no'))
    await vi.advanceTimersByTimeAsync(60_000)
    const looks = vi.mocked(bindings.RefreshProgress).mock.calls.length
    expect(looks).toBeGreaterThan(4)
    expect(looks).toBeLessThan(12)
    await vi.advanceTimersByTimeAsync(3 * 3600_000)
    expect(vi.mocked(bindings.RefreshProgress).mock.calls.length).toBeLessThan(140) // and not for ever
  })

  it('keeps what is still under way when more is asked for, and not what is over', () => {
    refreshing.begin(['a', 'b'])
    refreshing.answered([answer('a', true), answer('b', false)])
    refreshing.begin(['c'])
    expect(stages()).toEqual({ a: 'asked', c: 'asking' })
    refreshing.givenUp(['c'])
    expect(stages()).toEqual({ a: 'asked' })
  })
})
