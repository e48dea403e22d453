import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fill, hasForms, rulesOf, speak, type Catalogue, type Text } from '../src/texts/catalogue'

const folder = new URL('../../app/language/', import.meta.url)

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ tag: name.slice(0, -'.json'.length), page: (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { page: Catalogue }).page }))

/** Every text by the names that lead to it. */
function leaves(node: Catalogue, names: readonly string[] = []): [name: string, text: Text][] {
  return Object.entries(node).flatMap(([name, text]): [string, Text][] =>
    typeof text === 'string' || hasForms(text) ? [[[...names, name].join('.'), text]] : leaves(text, [...names, name]),
  )
}

/** All forms of a text. */
function forms(text: Text): string[] {
  if (typeof text === 'string') return [text]
  return Object.entries(text).flatMap(([name, form]) => (name === 'by' || form === undefined || typeof form === 'number' ? [] : forms(form)))
}

/** How many values a text is given. */
function given(text: Text): number {
  const by = typeof text === 'string' ? -1 : (text.by ?? 0)
  const inner = typeof text === 'string' ? [] : Object.values(text).map((form) => (form === undefined || typeof form === 'number' ? 0 : given(form)))
  return Math.max(by + 1, ...inner, ...forms(text).flatMap((form) => [...form.matchAll(/\{(\d)\}/g)].map((m) => Number(m[1]) + 1)))
}

/** Which of what is given is filled in where all of it is many. */
function filledIn(text: Text, tag: string): string[] {
  const marks = ['71', '82', '93', '64', '55']
  const said = fill(text, marks.map(Number), () => rulesOf(tag))
  return marks.filter((mark) => said.includes(mark))
}

const english = new Map(leaves(files.find(({ tag }) => tag === 'en')?.page ?? {}))

describe.each(files)('the page in $tag', ({ tag, page }) => {
  const own = new Map(leaves(page))

  it('has every text', () => {
    expect([...english.keys()].filter((name) => !own.has(name))).toEqual([])
  })

  it('has no text that the page has not', () => {
    expect([...own.keys()].filter((name) => !english.has(name))).toEqual([])
  })

  it('fills in what the English texts fill in', () => {
    for (const [name, text] of english) {
      const translated = own.get(name)
      if (translated === undefined) continue
      expect(filledIn(translated, tag), name).toEqual(filledIn(text, 'en'))
      expect(given(translated) > 0, name).toBe(given(text) > 0)
      expect(given(translated) <= given(text), name).toBe(true)
      expect(translated === '', name).toBe(text === '')
    }
  })

  it('says something whatever is given', () => {
    for (const [name, text] of own) {
      if (given(text) === 0) continue
      for (const n of [0, 1, 2, 5]) {
        const values = Array.from({ length: given(english.get(name) ?? text) }, () => n)
        expect(fill(text, values, () => rulesOf(tag)), `${name}(${String(n)})`).not.toMatch(/^$|undefined|[{}]/)
      }
    }
  })

  it('has nothing but forms beside "other"', () => {
    const check = (text: Text | Catalogue, name: string): void => {
      if (typeof text === 'string') return
      const names = Object.keys(text)
      if (hasForms(text)) expect(names.filter((n) => !/^(=\d+|by|zero|one|two|few|many|other)$/.test(n)), name).toEqual([])
      for (const [n, inner] of Object.entries<Text | Catalogue | number | undefined>(text)) if (inner !== undefined && typeof inner !== 'number') check(inner, `${name}.${n}`)
    }
    check(page, 'page')
  })

  it('is written as its language is', () => {
    for (const [name, text] of own) {
      for (const form of forms(text)) {
        expect(form, name).not.toMatch(/^ | $| {2}|!|\b[A-Z]{5,}\b/)
        if (tag !== 'de') continue
        expect(form, name).not.toMatch(/ …| %|[’”"]/)
        expect(form.split('„').length, name).toBe(form.split('“').length)
      }
    }
  })

  it('is what the page says', () => {
    expect(JSON.stringify(speak(page, tag))).toContain(JSON.stringify(own.get('nav.label')))
  })
})
