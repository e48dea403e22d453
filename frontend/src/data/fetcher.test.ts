import { describe, expect, it } from 'vitest'
import { Fetcher } from './fetcher'

function harness(): {
  fetcher: Fetcher<number>
  got: number[]
  failed: unknown[]
  calls: () => number
  answer: (value: number | Error) => Promise<void>
} {
  const got: number[] = []
  const failed: unknown[] = []
  const waiting: { resolve: (n: number) => void; reject: (e: Error) => void }[] = []
  let calls = 0
  const fetcher = new Fetcher<number>(
    () =>
      new Promise((resolve, reject) => {
        calls++
        waiting.push({ resolve, reject })
      }),
    (n) => got.push(n),
    (e) => failed.push(e),
  )
  const answer = async (value: number | Error): Promise<void> => {
    const first = waiting.shift()
    if (value instanceof Error) first?.reject(value)
    else first?.resolve(value)
    for (let i = 0; i < 5; i++) await Promise.resolve()
  }
  return { fetcher, got, failed, calls: () => calls, answer }
}

describe('Fetcher', () => {
  it('serves many wishes during a fetch with one more', async () => {
    const h = harness()
    h.fetcher.want()
    h.fetcher.want()
    h.fetcher.want()
    expect(h.calls()).toBe(1)
    await h.answer(1)
    expect(h.calls()).toBe(2)
    await h.answer(2)
    expect(h.calls()).toBe(2)
    expect(h.got).toEqual([1, 2])
  })

  it('goes on after a failure', async () => {
    const h = harness()
    h.fetcher.want()
    await h.answer(new Error('gone'))
    expect(h.failed).toEqual([new Error('gone')])
    h.fetcher.want()
    await h.answer(3)
    expect(h.got).toEqual([3])
  })

  it('does nothing while paused, and what was missed after', async () => {
    const h = harness()
    h.fetcher.pause(true)
    h.fetcher.want()
    h.fetcher.want()
    expect(h.calls()).toBe(0)
    h.fetcher.pause(false)
    expect(h.calls()).toBe(1)
    await h.answer(1)
    expect(h.calls()).toBe(1)
  })
})
