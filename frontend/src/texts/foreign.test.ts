import { describe, expect, it } from 'vitest'
import { fill, foreign } from './foreign'

describe('a text in another language', () => {
  const rules = new Intl.PluralRules('de')

  it('is filled in, in any order', () => {
    expect(fill('{1} von {0}', ['a', 'b'], rules)).toBe('b von a')
    expect(fill('{0}', ['{1}', 'b'], rules)).toBe('{1}')
  })

  it('has the form that a number chooses', () => {
    const tiles = { '=0': 'keine', one: 'eine', other: '{0} Kacheln' }
    expect([0, 1, 7].map((n) => fill(tiles, [n], rules))).toEqual(['keine', 'eine', '7 Kacheln'])
    expect(fill({ by: 1, one: '{0} eins', other: '{0} viele' }, ['x', 2], rules)).toBe('x viele')
  })

  it('stays English where there is none', () => {
    const texts = foreign({ lang: 'en', a: 'A', g: { b: 'B', f: (n: number) => String(n) } }, { g: { b: 'be' } }, 'de')
    expect(texts).toMatchObject({ lang: 'de', a: 'A', g: { b: 'be' } })
    expect(texts.g.f(3)).toBe('3')
  })
})
