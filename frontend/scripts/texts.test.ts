import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse, type AST } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import english from '../../app/language/en.json'
import { hasForms, type Catalogue, type Text } from '../src/texts/catalogue'

const root = new URL('../src/', import.meta.url).pathname

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return name === 'wailsjs' ? [] : sources(path)
    return /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts') && path !== join(root, 'texts', 'texts.ts') ? [path] : []
  })
}

function keys(node: Catalogue, prefix: string[] = []): string[][] {
  return Object.entries(node).flatMap(([key, text]: [string, Text | Catalogue]) =>
    typeof text === 'string' || hasForms(text) ? [[...prefix, key]] : keys(text, [...prefix, key]),
  )
}

const files = sources(root)
const code = files.map((path) => readFileSync(path, 'utf8')).join('\n')

/** A text is used by its name, or looked up by a word of the domain in its group. */
function used(path: string[]): boolean {
  const name = path.join('.')
  if (new RegExp(`\\bt\\.${name.replaceAll('.', '\\.')}\\b`).test(code)) return true
  return path.some((_, i) => {
    const group = `t.${path.slice(0, i).join('.')}`
    return i > 0 && (code.includes(`${group}[`) || code.includes(`Object.entries(${group})`))
  })
}

/** The words that a component says by itself, past the catalogue. */
function plain(path: string): string[] {
  const found: string[] = []
  const look = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(look)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const { type, name, value, data } = node as { type?: string; name?: string; value?: unknown; data?: string }
    const words = (text: string): boolean => /\p{L}{2}/u.test(text)
    if (type === 'StyleDirective') return
    if (type === 'Text' && words(data ?? '')) found.push(data ?? '')
    if (type === 'Attribute') {
      if (!/^(title|alt|placeholder|label|text|aria-(label|description|roledescription|valuetext))$/.test(name ?? '')) return
      const parts = Array.isArray(value) ? (value as (AST.Text | AST.ExpressionTag)[]) : []
      for (const part of parts) if (part.type === 'Text' && words(part.data)) found.push(part.data)
      return
    }
    for (const [key, inner] of Object.entries(node)) if (key !== 'css' && key !== 'instance' && key !== 'module' && key !== 'metadata') look(inner)
  }
  look(parse(readFileSync(path, 'utf8'), { modern: true }))
  return found
}

describe('the catalogue of texts', () => {
  it.each(keys(english.page).map((path) => path.join('.')))('%s is used', (name) => {
    expect(used(name.split('.'))).toBe(true)
  })

  it.each(files.filter((path) => path.endsWith('.svelte')).map((path) => path.slice(root.length)))('is all that %s says', (name) => {
    expect(plain(join(root, name))).toEqual([])
  })

  it('has the types that its texts make', () => {
    execFileSync(process.execPath, [new URL('texts.mjs', import.meta.url).pathname, '--check'])
  })
})
