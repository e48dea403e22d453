import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { en } from '../src/texts/en'
import { fill, foreign, type Foreign, type ForeignTexts } from '../src/texts/foreign'

interface File {
  readonly page: ForeignTexts
}

const folder = new URL('../../app/language/', import.meta.url)

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ tag: name.slice(0, -'.json'.length), page: (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as File).page }))

type Leaves = [name: string, text: unknown][]

/** Whether the English page has a group there, and not a text. */
function isGroup(english: unknown): english is object {
  return typeof english === 'object' && english !== null
}

/** Every text with the names that lead to it, in the groups that English has. */
function leaves(node: object, english: object, names: readonly string[] = []): Leaves {
  return Object.entries(node).flatMap(([name, text]: [string, unknown]): Leaves => {
    const group: unknown = (english as Record<string, unknown>)[name]
    return isGroup(group) && isGroup(text) ? leaves(text, group, [...names, name]) : [[[...names, name].join('.'), text]]
  })
}

/** All forms of a text. */
function forms(text: Foreign): string[] {
  if (typeof text === 'string') return [text]
  return Object.entries(text).flatMap(([name, form]) => (name === 'by' || form === undefined || typeof form === 'number' ? [] : forms(form)))
}

/** Which of what is given is filled in: it stands in the text of many. */
function filledIn(say: (...values: never[]) => string): string[] {
  const marks = ['71', '82', '93', '64', '55']
  const said = (say as (...values: unknown[]) => unknown)(...marks.slice(0, say.length).map(Number))
  return marks.filter((mark) => String(said).includes(mark))
}

const english = new Map(leaves(en, en).filter(([name]) => name !== 'lang'))

describe.each(files)('the page in $tag', ({ tag, page }) => {
  const own = new Map(leaves(page, en))
  const texts = foreign(en, page, tag)

  it('has every text', () => {
    expect([...english.keys()].filter((name) => !own.has(name))).toEqual([])
  })

  it('has no text that the page has not', () => {
    expect([...own.keys()].filter((name) => !english.has(name))).toEqual([])
  })

  it('fills in what the English texts fill in', () => {
    const said = new Map(leaves(texts, en))
    for (const [name, text] of english) {
      const translated = own.get(name)
      if (translated === undefined) continue
      if (typeof text !== 'function') {
        expect(typeof translated, name).toBe('string')
        expect((translated as string) === '', name).toBe(text === '')
        continue
      }
      const mine = said.get(name) as (...values: never[]) => string
      const say = text as (...values: never[]) => string
      const values = ['71', '82', '93', '64', '55'].slice(0, say.length)
      const filled = fill(translated as Foreign, values.map(Number), new Intl.PluralRules(tag))
      expect(values.filter((v) => filled.includes(v)), name).toEqual(filledIn(say))
      for (const n of [0, 1, 2, 5]) {
        expect((mine as (...values: unknown[]) => string)(...values.map(() => n)), `${name}(${String(n)})`).not.toMatch(/^$|undefined|[{}]/)
      }
    }
  })

  it('has a form for the rest', () => {
    for (const [name, text] of own) {
      if (typeof text === 'object' && text !== null) expect(Object.keys(text), name).toContain('other')
    }
  })

  it('is written as its language is', () => {
    for (const [name, text] of own) {
      for (const form of forms(text as Foreign)) {
        expect(form, name).not.toMatch(/ …| %|[’”"]|^ | $| {2}/)
        expect(form.split('„').length, name).toBe(form.split('“').length)
      }
    }
  })
})
