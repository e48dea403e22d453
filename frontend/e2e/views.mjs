// Every view in light and dark, narrow and wide, looked at by axe. ALL has each
// looked at in full, and put into a picture to be looked at by people.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axe, go, launch, open, overflow, shots } from './browser.mjs'

const all = ['My Settings', 'Tiles', 'History', 'Notices', 'Preferences']
const views = {
  empty: all,
  policy: ['My Settings'],
  good: all,
  expiring: ['My Settings'],
  trouble: all,
  failing: ['My Settings', 'Tiles'],
  'server-good': ['My Settings', 'Tiles'],
  'server-expired': ['My Settings', 'Tiles', 'History', 'Notices'],
  'server-login': ['My Settings'],
  'server-off': ['My Settings'],
  'server-silent': ['My Settings'],
}

// Themes and widths other than the first two differ in colours and places only.
const colours = ['color-contrast']
const looks = [
  { name: 'light', width: 1040, height: 760, theme: 'light' },
  { name: 'narrow-light', width: 480, height: 900, theme: 'light' },
  { name: 'dark', width: 1040, height: 760, theme: 'dark', rules: colours },
  { name: 'wide-light', width: 1600, height: 1000, theme: 'light', rules: colours, only: ['trouble', 'good', 'server-expired'] },
  { name: 'narrow-dark', width: 480, height: 900, theme: 'dark', rules: colours, only: ['trouble', 'server-expired'] },
  { name: 'contrast', width: 1040, height: 760, theme: 'dark', forcedColors: 'active', rules: colours, only: ['trouble', 'good', 'server-expired'] },
]

/** Only these, when somebody works on them. */
const wanted = process.env.VIEWS

/** With every rule everywhere, and put into pictures. */
const whole = process.env.ALL !== undefined

async function look(browser, served, { name, rules, ...how }, wrong) {
  const tab = await open(browser, served, how)
  for (const view of views[served]) {
    const where = `${served}-${view.toLowerCase().replaceAll(' ', '-')}-${name}`
    if (view === 'Notices') await tab.page.getByRole('tab', { name: /^Notices/ }).click()
    else await go(tab.page, view)
    if (whole) {
      // A report server's card comes below that of an account.
      const fullPage = (served.startsWith('server-') && view === 'My Settings') || view === 'History'
      await tab.page.screenshot({ path: join(shots, `${where}.png`), fullPage })
    }
    for (const line of await axe(tab.page, whole ? undefined : rules)) wrong.push(`${where}: ${line}`)
    const over = await overflow(tab.page)
    if (over > 0) wrong.push(`${where}: ${over} pixels too wide`)
  }
  await tab.close().catch((e) => wrong.push(`${served}-${name}: ${e.message}`))
}

export async function viewsPart() {
  const browser = await launch()
  const wrong = []
  const jobs = looks.flatMap((how) =>
    Object.keys(views)
      .filter((served) => (how.only ?? [served]).includes(served) && (!wanted || served.includes(wanted)))
      .map((served) => [served, how]),
  )
  try {
    const worker = async () => {
      for (let job = jobs.shift(); job; job = jobs.shift()) await look(browser, ...job, wrong)
    }
    await Promise.all([worker(), worker()])
  } finally {
    await browser.close()
  }
  assert.deepEqual(wrong, [])
}
