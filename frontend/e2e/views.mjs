// Every view in light and dark, narrow and wide: looked at by axe, and put
// into a picture to be looked at by people.
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

const looks = [
  { name: 'wide-light', width: 1600, height: 1000, theme: 'light', only: ['trouble', 'good', 'server-expired'] },
  { name: 'light', width: 1040, height: 760, theme: 'light' },
  { name: 'dark', width: 1040, height: 760, theme: 'dark' },
  { name: 'narrow-light', width: 480, height: 900, theme: 'light' },
  { name: 'narrow-dark', width: 480, height: 900, theme: 'dark', only: ['trouble', 'server-expired'] },
  { name: 'contrast', width: 1040, height: 760, theme: 'dark', forcedColors: 'active', only: ['trouble', 'good', 'server-expired'] },
]

/** Only these, when somebody works on them. */
const wanted = process.env.VIEWS

export async function viewsPart() {
  const browser = await launch()
  const wrong = []
  try {
    for (const { name, only, ...look } of looks) {
      for (const [served, names] of Object.entries(views)) {
        if ((only && !only.includes(served)) || (wanted && !served.includes(wanted))) continue
        const tab = await open(browser, served, look)
        for (const view of names) {
          const where = `${served}-${view.toLowerCase().replaceAll(' ', '-')}-${name}`
          if (view === 'Notices') await tab.page.getByRole('tab', { name: /^Notices/ }).click()
          else await go(tab.page, view)
          // A report server's card comes below that of an account.
          const fullPage = (served.startsWith('server-') && view === 'My Settings') || view === 'History'
          await tab.page.screenshot({ path: join(shots, `${where}.png`), fullPage })
          for (const line of await axe(tab.page)) wrong.push(`${where}: ${line}`)
          const over = await overflow(tab.page)
          if (over > 0) wrong.push(`${where}: ${over} pixels too wide`)
        }
        await tab.close().catch((e) => wrong.push(`${served}-${name}: ${e.message}`))
      }
    }
  } finally {
    await browser.close()
  }
  assert.deepEqual(wrong, [])
}
