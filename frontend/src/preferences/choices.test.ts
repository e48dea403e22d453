import { describe, expect, it } from 'vitest'
import { everyChoices, including, leadChoices, parseQuiet } from './choices'

describe('choices', () => {
  it('are named in words', () => {
    expect(everyChoices.map((c) => c.name)).toEqual([
      'Every 15 minutes',
      'Every 30 minutes',
      'Every hour',
      'Every 2 hours',
      'Every 4 hours',
    ])
    expect(leadChoices[4]?.name).toBe('1 day before')
  })

  it('show a value that is none of them', () => {
    expect(including(everyChoices, '25m')).toHaveLength(6)
    expect(including(everyChoices, '1h')).toHaveLength(5)
    expect(including(everyChoices, '')).toHaveLength(5)
  })
})

describe('parseQuiet', () => {
  it.each([
    ['22:00-07:00', { from: '22:00', to: '07:00' }],
    ['', null],
    ['always', null],
  ])('%s', (value, want) => {
    expect(parseQuiet(value)).toEqual(want)
  })
})
