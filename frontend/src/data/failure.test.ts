import { describe, expect, it } from 'vitest'
import { t } from '../texts'
import { asFailure } from './failure'

describe('asFailure', () => {
  it('keeps what the Go side says', () => {
    expect(asFailure({ text: 'Power BI is busy.', do: 'Try later.', code: 'throttled', details: '429' })).toEqual({
      text: 'Power BI is busy.',
      do: 'Try later.',
      code: 'throttled',
      details: '429',
    })
  })

  it.each([
    [new Error('boom'), 'boom'],
    ['plain', 'plain'],
    [undefined, ''],
    [{ text: 3 }, ''],
    [null, ''],
  ])('has a sentence for %o', (reason, details) => {
    expect(asFailure(reason)).toEqual({ text: t.messages.unexpected, do: t.messages.unexpectedDo, code: '', details })
  })
})
