import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../src/texts/en'

const root = new URL('../src/', import.meta.url).pathname

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return name === 'wailsjs' ? [] : sources(path)
    return /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts') && path !== join(root, 'texts', 'en.ts')
      ? [readFileSync(path, 'utf8')]
      : []
  })
}

function keys(node: object, prefix: string[] = []): string[][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keys(value, [...prefix, key]) : [[...prefix, key]],
  )
}

const code = sources(root).join('\n')

/** A text is used by its name, or looked up by a word of the domain in its group. */
function used(path: string[]): boolean {
  const name = path.join('.')
  if (new RegExp(`\\bt\\.${name.replaceAll('.', '\\.')}\\b`).test(code)) return true
  return path.some((_, i) => {
    const group = `t.${path.slice(0, i).join('.')}`
    return i > 0 && (code.includes(`${group}[`) || code.includes(`Object.entries(${group})`))
  })
}

describe('the catalogue of texts', () => {
  it.each(keys(en).filter(([first]) => first !== 'lang').map((path) => path.join('.')))('%s is used', (name) => {
    expect(used(name.split('.'))).toBe(true)
  })

  it('has no text in capitals or with an exclamation mark', () => {
    const texts = keys(en).map((path) => path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], en))
    for (const text of texts) if (typeof text === 'string') expect(text).not.toMatch(/!|\b[A-Z]{5,}\b/)
  })
})
