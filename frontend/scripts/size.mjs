// Fails when the script that every window reads to begin with (the page and what
// it shows first, with Fluent's elements) grows beyond what the start may cost.
// The views that are read when somebody goes to them are counted besides.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const limit = 300_000
const folder = new URL('../dist/assets/', import.meta.url).pathname
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
const size = (names) => names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8')
const first = scripts.filter((name) => page.includes(name) || name.startsWith('fluent-'))
if (first.length < 2) throw new Error('the script of the first page was not found')
console.log(`script: ${size(first)} of at most ${limit} bytes to begin with; ${size(scripts)} with every view`)
if (size(first) > limit) process.exit(1)
