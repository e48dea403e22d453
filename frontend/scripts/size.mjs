// Fails when the page's script grows beyond what the window may cost to start.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const limit = 300_000
const folder = new URL('../dist/assets/', import.meta.url).pathname
const size = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
console.log(`script: ${size} of at most ${limit} bytes`)
if (size > limit) process.exit(1)
