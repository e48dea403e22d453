// What can be done with many tiles, against the sandbox: their last runs, groups
// and order, several at once, silence, and everything that is kept fresh.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axe, control, focused, go, launch, open, person, shots } from './browser.mjs'

export async function tilesPart() {
  const browser = await launch()
  try {
    await person('ana')
    const tab = await open(browser, 'live')
    const { page } = tab
    const shot = (name) => page.screenshot({ path: join(shots, `tiles-${name}.png`) })
    const sound = async () => assert.deepEqual(await axe(page), [])
    const button = (name) => page.getByRole('button', { name, exact: true })
    const said = (text) => page.getByText(text).first().waitFor()
    const main = page.getByRole('main')
    const rows = main.getByRole('list', { name: /^Tiles/ }).getByRole('article')
    const headings = main.getByRole('heading', { level: 2 })
    const dialog = page.getByRole('dialog')

    // Signing in is another part's: here somebody is signed in.
    const call = (method, ...args) => page.evaluate(([m, a]) => globalThis.go.app.Bindings[m](...a), [method, args])
    const { connections } = (await call('News', 0)).snapshot
    const account = connections.find((c) => c.kind === 'powerbi')
    if (account?.state !== 'signed_in') await call('SignIn', account?.id ?? '')
    await control('/heal', { dataset: 'General ledger' })
    await control('/fail', { dataset: 'General ledger', code: 'ModelRefreshFailed_CredentialsNotSpecified' })
    await call('Check')
    await go(page, 'Tiles')
    await main.getByRole('article', { name: /: Failing$/ }).first().waitFor()
    await shot('1-strips')
    await sound()

    // The last runs of a tile, each with its details; the focus comes back.
    const failing = main.getByRole('article', { name: /: Failing$/ }).first()
    const strip = failing.getByRole('button', { name: /^Last runs of / })
    assert.match(await strip.getAttribute('aria-label'), /\d+ good, .*failed.* The newest: failed\.$/)
    await strip.focus()
    await page.keyboard.press('Enter')
    await dialog.getByText('failed', { exact: true }).first().waitFor()
    assert.ok((await dialog.getByRole('listitem').count()) > 1)
    await dialog.getByText('Power BI says').first().click()
    await dialog.getByText(/CredentialsNotSpecified/).first().waitFor()
    await shot('2-runs')
    await sound()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.match(await focused(page), /^Last runs of /)

    // By cause: what is worst comes first.
    await page.getByLabel('Group by').selectOption({ label: 'Cause' })
    await page.getByRole('list', { name: 'Tiles by cause' }).waitFor()
    assert.doesNotMatch(await headings.first().textContent(), /Fresh/)
    await shot('3-by-cause')
    await sound()
    await page.getByLabel('Group by').selectOption({ label: 'Nothing' })
    await page.getByLabel('Sort by').selectOption({ label: 'What needs you first' })
    assert.match(await rows.first().getAttribute('aria-label'), /: (Stopped|Failing|Late)$/)
    await page.getByLabel('Sort by').selectOption({ label: 'Name' })
    await page.getByLabel('Group by').selectOption({ label: 'Dashboard' })

    // Muted, it needs nobody; undone, it does again.
    const health = page.getByRole('region', { name: 'Needs you', exact: true })
    const name = (await failing.getAttribute('aria-label')).replace(/: Failing$/, '')
    await failing.getByRole('button', { name: `Mute ${name}` }).click()
    await said(/^You hear nothing more about/)
    await failing.getByRole('button', { name: `Unmute ${name}` }).waitFor()
    await page.getByRole('button', { name: /^Muted 1$/ }).click()
    assert.equal(await rows.count(), 1)
    await shot('4-muted')
    await sound()
    await button('Undo').click()
    await said(/^You hear about .* again\.$/)
    await page.getByRole('button', { name: /^All / }).click()
    await failing.getByRole('button', { name: `Mute ${name}` }).waitFor()

    // A whole dashboard.
    const board = main.getByRole('button', { name: /^Mute the dashboard / }).first()
    const label = await board.getAttribute('aria-label')
    await board.click()
    await button(label.replace('Mute', 'Unmute')).click()
    await button(label).waitFor()
    assert.ok(await health.isVisible())

    // Several at once, by keyboard too; each tells what became of it.
    await button('Select').click()
    const boxes = main.getByRole('checkbox')
    await boxes.first().focus()
    await page.keyboard.press('Space')
    await boxes.nth(2).click({ modifiers: ['Shift'] })
    await said('3 selected')
    await shot('5-selected')
    await sound()
    await page.getByRole('toolbar').getByRole('button', { name: 'Refresh now' }).click()
    const panel = page.getByRole('region', { name: 'Refreshes under way' })
    const message = page.getByRole('log')
    // Power BI may ask for the further permission on the way.
    await Promise.race([panel.waitFor(), message.getByText(/refresh/i).first().waitFor()])
    await page.getByRole('toolbar').getByRole('button', { name: 'Done' }).click()
    if (await panel.isVisible()) {
      await panel.getByText(/was refreshed|were refreshed/).first().waitFor()
      await shot('6-refreshed')
      await sound()
      await panel.getByRole('button', { name: 'Close' }).click()
      await panel.waitFor({ state: 'hidden' })
    }

    // Kept fresh in two clicks: the button, and Keep fresh in the dialog. A model on a shared capacity has a limit.
    await main.getByRole('button', { name: /^Keep fresh: Sales by country 🌍/ }).first().click()
    await dialog.getByRole('button', { name: 'Keep fresh' }).click()
    await said(/is kept fresh\.$/)
    await page.getByRole('button', { name: /^Kept fresh \d+$/ }).click()
    await page.getByRole('list', { name: 'Tiles by semantic model' }).waitFor()
    await main.getByText(/refreshe?s? a day by this app/).first().waitFor()
    await main.getByText(/a day are granted/).first().waitFor()
    await shot('7-kept')
    await sound()
    await main.getByRole('button', { name: /change how .* is kept fresh$/ }).first().click()
    await dialog.getByRole('button', { name: 'Stop keeping it fresh' }).click()
    await said(/no longer refreshes/)
    await control('/heal', { dataset: 'General ledger' })
    await tab.close()
  } finally {
    await browser.close()
  }
}
