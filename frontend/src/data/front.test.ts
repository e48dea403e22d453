import { afterEach, describe, expect, it, vi } from 'vitest'
import { followFront } from './front'

const settle = (): Promise<void> => new Promise((done) => setTimeout(done))

class Page extends EventTarget {
  hidden = false
  focused = true
  hasFocus(): boolean {
    return this.focused
  }
}

function open(): { page: Page; window: EventTarget } {
  const page = new Page()
  const window = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', window)
  return { page, window }
}

afterEach(() => vi.unstubAllGlobals())

describe('followFront', () => {
  it('tells the state at the start and each change once', async () => {
    const { page, window } = open()
    const told: boolean[] = []
    const stop = followFront((is) => {
      told.push(is)
      return Promise.resolve()
    })
    await settle()
    page.focused = false
    window.dispatchEvent(new Event('blur'))
    window.dispatchEvent(new Event('blur'))
    await settle()
    page.focused = true
    window.dispatchEvent(new Event('focus'))
    await settle()
    page.hidden = true
    page.dispatchEvent(new Event('visibilitychange'))
    await settle()
    stop()
    page.hidden = false
    window.dispatchEvent(new Event('focus'))
    await settle()
    expect(told).toEqual([true, false, true, false])
  })

  it('tells the last state last, however slow the telling is', async () => {
    const { page, window } = open()
    const told: boolean[] = []
    let release = (): void => undefined
    followFront(async (is) => {
      await new Promise<void>((done) => (release = done))
      told.push(is)
    })
    await settle()
    for (const focused of [false, true, false]) {
      page.focused = focused
      window.dispatchEvent(new Event(focused ? 'focus' : 'blur'))
    }
    release()
    await settle()
    release()
    await settle()
    expect(told).toEqual([true, false])
  })

  it('tells again what could not be told', async () => {
    const { window } = open()
    const told: boolean[] = []
    followFront((is) => {
      told.push(is)
      return told.length === 1 ? Promise.reject(new Error('no lease')) : Promise.resolve()
    })
    await settle()
    window.dispatchEvent(new Event('focus'))
    await settle()
    window.dispatchEvent(new Event('focus'))
    await settle()
    expect(told).toEqual([true, true])
  })
})
