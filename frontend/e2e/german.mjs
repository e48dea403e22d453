// The page in German: chosen in the preferences, and every view of it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axe, go, launch, open, overflow, shots } from './browser.mjs'

const pages = ['Meine Einstellungen', 'Kacheln', 'Verlauf', 'Optionen', 'Info und Hilfe']

const browser = await launch()
try {
  const { page } = await open(browser, 'speech', { height: 1400 })
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await go(page, 'Preferences')
  await page.evaluate(() => globalThis.go.app.Bindings.Set('language', 'de'))
  await page.locator('html[lang=de]').waitFor({ state: 'attached' })

  // Where it was, in the other language.
  await page.getByRole('heading', { name: 'Optionen', level: 1 }).waitFor()
  for (const [i, name] of pages.entries()) {
    await go(page, name)
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.screenshot({ path: join(shots, `german-${i + 1}.png`) })
    assert.deepEqual(await axe(page), [], name)
    assert.ok((await overflow(page)) <= 0, `${name} is too wide`)
    const text = await page.locator('main').innerText()
    for (const english of ['Sign in', 'Refresh now', 'Up to date', 'tiles', ' ago', 'Wait a ']) {
      assert.ok(!text.includes(english), `${name} says “${english}”:\n${text}`)
    }
  }

  // And back.
  await page.evaluate(() => globalThis.go.app.Bindings.Set('language', 'en'))
  await page.locator('html[lang=en]').waitFor({ state: 'attached' })
  await page.getByRole('heading', { name: 'About and help', level: 1 }).waitFor()
  console.log('ok   german')
} finally {
  await browser.close()
}
