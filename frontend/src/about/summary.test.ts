import { describe, expect, it } from 'vitest'
import { t as en } from '../texts'
import type { app } from '../wailsjs/go/models'
import { size, summary } from './summary'

function found(...states: string[]): app.Checked[] {
  return states.map((state) => ({ id: state, state, text: '', do: '', details: '', action: '', target: '' }) as app.Checked)
}

describe('the summary of the checks', () => {
  it.each([
    [['good', 'skipped'], 'Everything is in order.'],
    [['good', 'note'], 'Everything works, and 1 thing is worth knowing.'],
    [['note', 'bad', 'good'], '1 thing needs you.'],
    [['bad', 'bad'], '2 things need you.'],
  ])('%j', (states, want) => {
    expect(summary(found(...states), en)).toBe(want)
  })
})

describe('sizes', () => {
  it.each([
    [340, '340 bytes'],
    [12_400, '12 kB'],
  ])('%d', (bytes, want) => {
    expect(size(bytes, 'en')).toBe(want)
  })
})
