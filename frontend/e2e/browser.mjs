// One Chromium for all parts, and what every part asks of a page.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const shots = process.env.SHOTS ?? new URL('../shots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

export const addresses = JSON.parse(process.env.PAGES ?? '{}')

export async function launch() {
  const browser = await start()
  const close = browser.close.bind(browser)
  // What was on the screen last says most about what went wrong.
  browser.close = async () => {
    const left = browser.contexts().flatMap((context) => context.pages())
    await Promise.all(left.map((page, i) => page.screenshot({ path: join(shots, `left-${i}.png`) }).catch(String)))
    await close()
  }
  return browser
}

function start() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Opens one of the served pages; what the page complains about fails the part. */
export async function open(browser, name, options = {}) {
  const { width = 1040, height = 760, theme = 'light', before, ...rest } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    bypassCSP: false,
    reducedMotion: 'reduce',
    ...rest,
  })
  const page = await context.newPage()
  const complaints = []
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(m.text())
  })
  page.on('pageerror', (e) => complaints.push(String(e)))
  await before?.(page)
  await page.goto(addresses[name])
  await page.locator('h1:not(.said-only)').waitFor()
  return {
    page,
    complaints,
    async close() {
      await context.close()
      if (complaints.length > 0) throw new Error(`the page ${name} complained:\n${complaints.join('\n')}`)
    },
  }
}

/** Has the sandbox do something, or, without a body, tell something. */
export async function control(path, body) {
  const answer = await fetch(addresses.control + path, {
    ...(body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** Says who sits at the browser that the app opens. */
export async function person(who) {
  const answer = await fetch(`${addresses.live}/test/person/${who}`, { method: 'POST' })
  if (!answer.ok) throw new Error(`person ${who}: ${answer.status}`)
}

/** Whether the focus is on that, by its name or its words. */
export async function focused(page) {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '')
}

/** Goes to a page by its button. */
export async function go(page, name) {
  await page.getByRole('navigation').getByRole('button', { name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds, in words; empty is good. */
export async function axe(page, rules) {
  // The page's policy forbids to put a script into it; the debugger may.
  await page.evaluate(`globalThis.axe ?? (() => {${axeSource}})()`)
  const found = await page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`))
  }, rules ?? everything)
  return found
}

/** No line of the page is wider than the window. */
export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
