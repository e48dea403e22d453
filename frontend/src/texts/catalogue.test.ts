import { describe, expect, it } from 'vitest'
import { fill, rulesOf, speak } from './catalogue'

describe('a text', () => {
  const rules = () => new Intl.PluralRules('de')

  it('is filled in, in any order', () => {
    expect(fill('{1} von {0}', ['a', 'b'], rules)).toBe('b von a')
    expect(fill('{0}', ['{1}', 'b'], rules)).toBe('{1}')
  })

  it('has the form that a number chooses', () => {
    const tiles = { '=0': 'keine', one: 'eine', other: '{0} Kacheln' }
    expect([0, 1, 7].map((n) => fill(tiles, [n], rules))).toEqual(['keine', 'eine', '7 Kacheln'])
    expect(fill({ by: 1, one: '{0} eins', other: '{0} viele' }, ['x', 2], rules)).toBe('x viele')
    expect(fill({ by: 1, '=0': { one: 'a', other: 'b' }, other: '{1}' }, [1, 0], rules)).toBe('a')
    expect(fill({ other: '{0} viele' }, [1], rules)).toBe('1 viele')
  })
})

describe('a catalogue', () => {
  it('says what is filled in by a function', () => {
    const said = speak({ a: 'A', g: { b: 'B {0}', c: { one: '1', other: '{0} …' } } }, 'en') as { a: string; g: { b: (a: string) => string; c: (a: number) => string } }
    expect([said.a, said.g.b('x'), said.g.c(1), said.g.c(2)]).toEqual(['A', 'B x', '1', '2 …'])
  })

  it.each(['en', 'de', 'pl'])('has the plural of its language: %s', (tag) => {
    const own = rulesOf(tag)
    const all = new Intl.PluralRules(tag)
    for (let n = 0; n < 200; n++) expect(own.select(n), String(n)).toBe(all.select(n))
  })
})
