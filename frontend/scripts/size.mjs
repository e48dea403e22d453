// Fails when the script of the page, all its views together, is larger than 300 kB.
// What every window reads to begin with (the page and what it shows first, with
// Fluent's elements) is said besides: the start takes as long as that is large.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const limit = 300_000
const folder = new URL('../dist/assets/', import.meta.url).pathname
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
const size = (names) => names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8')
const first = scripts.filter((name) => page.includes(name) || name.startsWith('fluent-'))
if (first.length < 2) throw new Error('the script of the first page was not found')
console.log(`script: ${size(scripts)} of at most ${limit} bytes, ${size(first)} of them to begin with`)
if (size(scripts) > limit) process.exit(1)
