// The past: its picture and its table, whatever the range; outages with what
// can still be done; the notices; and all of it saved as a table.
import assert from 'node:assert/strict'
import { axe, focused, go, launch, open } from './browser.mjs'

export async function historyPart() {
  const browser = await launch()
  try {
    const tab = await open(browser, 'trouble', { height: 1000 })
    const { page } = tab
    await go(page, 'History')
    assert.equal(await focused(page), 'History')
    const picture = page.getByRole('img', { name: /% fresh of what was seen on the last 14 days/ })
    await picture.waitFor()
    assert.equal(await picture.locator('g').count(), 14)

    // The table says the same, and is there for whoever can't see the picture.
    await page.getByText('Show as a table').click()
    assert.equal(await page.getByRole('row').count(), 15)
    assert.ok((await page.getByRole('cell', { name: 'Nobody looked' }).count()) > 0, 'a weekend was not seen')
    assert.deepEqual(await axe(page), [])
    await page.getByText('Show as a table').click()

    // What still lasts comes first, with its button; what is over has none.
    const outages = page.getByRole('region', { name: 'Outages' }).getByRole('article')
    const recent = await outages.count()
    assert.ok(recent >= 3, `${recent} outages`)
    await outages.first().getByText('Still so').waitFor()
    await outages.first().getByRole('button', { name: /^\d+ tiles?$/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Tiles' }).waitFor()
    await go(page, 'History')

    await page.getByRole('button', { name: '90 days' }).click()
    await page.waitForFunction(() => document.querySelectorAll('svg[role=img] g').length === 90)
    assert.ok((await outages.count()) > recent, 'more outages in more days')
    assert.equal(await page.getByRole('button', { name: '90 days' }).getAttribute('aria-pressed'), 'true')

    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await page.getByText(/^Saved as my-settings-history-[\d-]+\.csv\.$/).waitFor()

    // The notices, with the keyboard: seen as soon as they are shown.
    await page.getByRole('tab', { name: 'Overview' }).focus()
    await page.keyboard.press('ArrowRight')
    const notices = page.getByRole('tab', { name: /^Notices/ })
    assert.equal(await notices.getAttribute('aria-selected'), 'true')
    assert.ok((await focused(page)).startsWith('Notices'))
    await page.waitForFunction(async () => (await globalThis.go.app.Bindings.News(0)).snapshot.newNotices === 0)
    assert.deepEqual(await axe(page), [])
    const rows = page.getByRole('tabpanel').getByRole('article')
    const all = await rows.count()
    await page.getByRole('button', { name: /^Still so/ }).click()
    const still = await rows.count()
    assert.ok(still > 0 && still < all, `${still} of ${all} are still so`)
    await rows.first().getByRole('button', { name: 'Sign in again' }).waitFor()
    await page.getByRole('button', { name: /^New/ }).click()
    assert.ok((await rows.count()) > 0, 'what was new stays marked while the page is open')

    // A second start may ask for the notices.
    await go(page, 'Tiles')
    await go(page, 'History')
    assert.equal(await page.getByRole('tab', { name: 'Overview' }).getAttribute('aria-selected'), 'true')
    await tab.close()

    const bare = await open(browser, 'empty')
    await bare.page.getByRole('navigation').getByRole('button', { name: 'History' }).click()
    await bare.page.getByRole('heading', { name: 'No history yet' }).waitFor()
    await bare.close()
  } finally {
    await browser.close()
  }
}
