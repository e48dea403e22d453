// Every state of the gallery: none complains, none is wider than the window, axe
// finds nothing, in every theme, narrow and wide. GALLERY names those to look at
// alone; ALL has each looked at in full, and put into pictures.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { axe, launch, overflow, shots } from './browser.mjs'

const frontend = new URL('../', import.meta.url)
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const wanted = process.env.GALLERY ?? ''
const pictures = process.env.ALL !== undefined

/** Serves the built gallery on this computer, to nobody else. */
async function serve() {
  await build({ configFile: fileURLToPath(new URL('gallery/vite.config.ts', frontend)), logLevel: 'error' })
  const folder = fileURLToPath(new URL('test-results/gallery/', frontend))
  const server = createServer((asked, answer) => {
    const name = new URL(asked.url, 'http://localhost').pathname
    readFile(join(folder, name)).then(
      (text) => answer.setHeader('Content-Type', kinds[extname(name)] ?? 'application/octet-stream').end(text),
      () => answer.writeHead(404).end(),
    )
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** What is shipped has nothing of it. */
async function unshipped() {
  const files = await readdir(new URL('dist/', frontend), { recursive: true, withFileTypes: true })
  for (const file of files.filter((f) => f.isFile())) {
    assert.ok(!/frame|states|gallery/.test(file.name), `${file.name} is in what is shipped`)
    const text = await readFile(join(file.parentPath, file.name), 'utf8')
    assert.ok(!text.includes('Hohenlohe-Schillingsfürst'), `${file.name} has something of the gallery`)
  }
}

const wide = { width: 1600, height: 1000 }
const narrow = { width: 480, height: 900 }

/** How a state is looked at, and with which of axe's rules; the colours are the only difference between themes. */
function looks(i) {
  const all = [
    { name: 'wide-light', theme: 'light', ...wide },
    { name: 'wide-dark', theme: 'dark', ...wide, colours: true },
    { name: 'narrow-dark', theme: 'dark', ...narrow },
    { name: 'narrow-light', theme: 'light', ...narrow, colours: true },
    { name: 'contrast', theme: 'contrast', ...narrow, colours: true },
    { name: 'large', theme: 'light', ...narrow, text: '175%', colours: true },
  ]
  // Each state in one theme and width in full, and in the other width; all of them with the pictures.
  const at = i % 4
  return pictures ? all : [{ ...(all[[0, 2, 4, 1][at]]), colours: false }, { ...(at % 2 === 0 ? narrow : wide), name: 'other', theme: 'light', axe: false }]
}

async function look(page, url, { view, name }, i, wrong) {
  const complaints = []
  const hear = (m) => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(m.text())
  }
  const fail = (e) => complaints.push(String(e))
  page.on('console', hear)
  page.on('pageerror', fail)
  const language = i % 3 === 2 && !pictures ? 'de' : 'en'
  const state = `${view}: ${name}`
  const asked = new URLSearchParams({ view, state: name, language })
  try {
    await page.setViewportSize(wide)
    await page.goto(`${url}frame.html?${asked}`)
    await page.locator('html[data-state=shown]').waitFor({ state: 'attached', timeout: 10_000 })
    // A view's own script may still be on its way.
    await page.locator('main h1').first().waitFor({ state: 'attached', timeout: 10_000 })
    for (const { name: how, theme, text = '', colours = false, axe: rules = true, ...size } of looks(i)) {
      await page.setViewportSize(size)
      await page.evaluate(
        async ([theme, text]) => {
          document.documentElement.dataset.theme = theme
          document.documentElement.style.fontSize = text
          await Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined)))
        },
        [theme, text],
      )
      if (pictures) {
        const open = await page.locator('dialog[open]').count()
        await page.screenshot({ path: join(shots, `${state.replaceAll(/[^a-z0-9]+/g, '-')}-${how}.png`), fullPage: open === 0 })
      }
      // At its end, where what sticks to the window's edge covers nothing.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
      if (rules) for (const line of await axe(page, colours ? ['color-contrast'] : undefined)) wrong.push(`${state}, ${how}, ${language}: ${line}`)
      const over = await overflow(page)
      if (over > 0) wrong.push(`${state}, ${how}, ${language}: ${over} pixels too wide`)
    }
  } catch (e) {
    wrong.push(`${state}: ${e.message}`)
  }
  page.off('console', hear)
  page.off('pageerror', fail)
  wrong.push(...complaints.map((line) => `${state}: complained: ${line}`))
}

export async function galleryPart() {
  await unshipped()
  const server = await serve()
  const browser = await launch()
  const wrong = []
  try {
    const context = await browser.newContext({ reducedMotion: 'reduce', timezoneId: 'Europe/Berlin', locale: 'en-GB' })
    const list = await context.newPage()
    await list.goto(`${server.url}index.html`)
    const links = list.getByRole('navigation').getByRole('link')
    await links.first().waitFor()
    const named = await links.evaluateAll((all) => all.map((a) => decodeURIComponent(a.hash.slice(1)).split('/')))
    const states = named.map(([view, name]) => ({ view, name })).filter(({ view, name }) => `${view}: ${name}`.includes(wanted))
    assert.ok(states.length > 0)
    // The list itself shows the state that is chosen.
    await list.frameLocator('iframe').locator('html[data-state=shown]').waitFor({ state: 'attached' })
    await list.close()

    let next = 0
    const worker = async () => {
      const page = await context.newPage()
      while (next < states.length) {
        const i = next++
        await look(page, server.url, states[i], i, wrong)
      }
    }
    await Promise.all([worker(), worker()])
    console.log(`     ${states.length} states`)
  } finally {
    await browser.close()
    server.close()
  }
  assert.deepEqual(wrong, [])
}
