// The keyboard alone: order, visible focus, focus after a change of page, and
// preferences that hold.
import assert from 'node:assert/strict'
import { axe, go, launch, open } from './browser.mjs'

export async function keyboardPart() {
  const browser = await launch()
  try {
    const tab = await open(browser, 'failing', { height: 1400 })
    const { page } = tab
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '')

    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Skip to the page')
    await page.keyboard.press('Enter')
    assert.equal(await focused(), 'My Settings')

    // Every stop of the way has a name, and its focus can be seen.
    const stops = []
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate(() => {
        const e = document.activeElement
        if (!e || e === document.body) return null
        const style = getComputedStyle(e)
        const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || e.matches('fluent-button, fluent-switch')
        return { name: (e.getAttribute('aria-label') ?? e.textContent ?? '').trim(), seen, tag: e.localName }
      })
      if (stop === null) break
      stops.push(stop)
    }
    assert.ok(stops.length > 8, `only ${stops.length} stops`)
    assert.deepEqual(stops.filter((s) => s.name === '' || !s.seen), [])

    await go(page, 'Tiles')
    assert.equal(await focused(), 'Tiles')

    // What an hourly schedule costs is said before it is made.
    await page.getByRole('button', { name: /^Keep fresh: / }).first().click()
    await page.getByRole('radio', { name: 'Hourly' }).check()
    await page.getByRole('dialog').getByText(/grants a model 8 a day/).waitFor()
    await page.keyboard.press('Escape')

    await go(page, 'Preferences')
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    assert.deepEqual(await axe(page), [])
    const notify = page.getByRole('switch', { name: 'Desktop notifications' })
    await notify.focus()
    await page.keyboard.press('Space')
    await page.waitForFunction(async () => {
      const { settings } = (await globalThis.go.app.Bindings.News(0)).snapshot
      return settings.find((s) => s.key === 'notify').value === 'false'
    })
    await page.getByRole('switch', { name: 'Quiet hours' }).click()
    await page.getByLabel('From').selectOption('21:30')
    await page.waitForFunction(async () => {
      const { settings } = (await globalThis.go.app.Bindings.News(0)).snapshot
      return settings.find((s) => s.key === 'notify.quiet_hours').value === '21:30-07:00'
    })
    const tenant = page.getByRole('textbox', { name: 'Tenant' })
    await tenant.fill('no such tenant!')
    await tenant.press('Enter')
    await page.getByRole('alert').getByText(/tenant/).waitFor()
    assert.equal(await tenant.inputValue(), 'no such tenant!')
    assert.equal(await tenant.getAttribute('aria-invalid'), 'true')
    await page.reload()
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    await tab.close()
  } finally {
    await browser.close()
  }
}
