// Writes src/texts/texts.ts, the types of the page's texts, from the English
// ones in app/language/en.json. With --check it writes nothing, and fails where
// the file is not what the texts make.
import { readFileSync, writeFileSync } from 'node:fs'

const source = new URL('../../app/language/en.json', import.meta.url)
const target = new URL('../src/texts/texts.ts', import.meta.url)

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']

/** The places in all forms of a text that are filled in, and those that a number chooses by. */
function places(text) {
  if (typeof text === 'string') return { filled: [...text.matchAll(/\{(\d)\}/g)].map((m) => Number(m[1])), chosen: [] }
  const forms = Object.entries(text).filter(([name]) => name !== 'by').map(([, form]) => places(form))
  return { filled: forms.flatMap((f) => f.filled), chosen: [text.by ?? 0, ...forms.flatMap((f) => f.chosen)] }
}

/** The type of a text: one that has something filled in is a function. */
function type(text, indent) {
  if (typeof text === 'object' && !('other' in text)) return group(text, indent)
  const { filled, chosen } = places(text)
  const last = Math.max(-1, ...filled, ...chosen)
  if (last < 0) return 'string'
  const given = names.slice(0, last + 1).map((name, i) => `${name}: ${chosen.includes(i) ? 'number' : 'Filled'}`)
  return `(${given.join(', ')}) => string`
}

function group(texts, indent) {
  const inner = `${indent}  `
  const lines = Object.entries(texts).map(([name, text]) => `${inner}readonly ${name}: ${type(text, inner)}\n`)
  return `{\n${lines.join('')}${indent}}`
}

const made = `// Made by scripts/texts.mjs (npm run texts) from app/language/en.json: not to be edited.
import type { Filled } from './catalogue'

/** Every text of the page. */
export interface Texts ${group(JSON.parse(readFileSync(source, 'utf8')).page, '')}
`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== made) throw new Error('src/texts/texts.ts is not what app/language/en.json makes: npm run texts')
} else {
  writeFileSync(target, made)
}
