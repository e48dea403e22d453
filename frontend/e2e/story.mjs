// The page's own story against a living organisation: sign in, see, keep
// fresh, refresh, lose the sign-in, sign in again, sign out.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axe, control, go, launch, open, person, shots } from './browser.mjs'

const bindings = async (page, method, ...args) =>
  page.evaluate(([m, a]) => globalThis.go.app.Bindings[m](...a), [method, args])

export async function storyPart() {
  const browser = await launch()
  try {
    const tab = await open(browser, 'live')
    const { page } = tab
    const shot = (name) => page.screenshot({ path: join(shots, `story-${name}.png`) })
    const button = (name) => page.getByRole('button', { name, exact: true })
    const said = (text) => page.getByText(text).first().waitFor()

    // Nobody is at the browser: the page waits, opens again, and is cancelled.
    await person('nobody')
    await said('Sandbox')
    await button('Sign in to Power BI').click()
    await said('Finish signing in, in your browser')
    await shot('1-waiting')
    assert.deepEqual(await axe(page), [])
    await button('Open the page again').click()
    await page.waitForFunction(async () => (await (await fetch('test/opened')).json()).length === 2)
    await button('Cancel').click()
    await said('Cancelled. Nothing was changed.')
    await button('Sign in to Power BI').waitFor()

    // The person says no: a sentence, and the button is there again.
    await person('refuses')
    await button('Sign in to Power BI').click()
    await page.getByRole('log').getByText(/sign/i).last().waitFor()
    await button('Sign in to Power BI').waitFor()
    await shot('2-refused')

    // Ana signs in, and is here without a reload.
    await person('ana')
    await button('Sign in to Power BI').click()
    await page.getByRole('heading', { level: 3, name: 'Ana Almeida' }).waitFor()
    await said('Signed in')
    await said(/days left/)
    await page.waitForFunction(() => document.activeElement !== document.body)
    await shot('3-signed-in')

    // Her tiles appear after a look.
    await button('Check now').click()
    await go(page, 'Tiles')
    const rows = page.getByRole('list', { name: 'Tiles by dashboard' }).getByRole('article')
    await rows.first().waitFor()
    await shot('4-tiles')
    assert.deepEqual(await axe(page), [])

    // The first refresh asks for the permission on the way.
    const refresh = page.getByRole('button', { name: /^Refresh .* now$/ }).first()
    await refresh.click()
    await said('Power BI is refreshing it.')
    const snapshot = (await bindings(page, 'News', 0)).snapshot
    assert.equal(snapshot.connections[0].mayRefresh, true)

    // Keep a tile fresh, by keyboard alone.
    const keep = page.getByRole('button', { name: /^Keep fresh: / }).first()
    await keep.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await dialog.getByText(/first refresh is/).waitFor()
    assert.deepEqual(await axe(page), [])
    await dialog.getByRole('radio', { name: 'Weekly' }).check()
    for (const day of ['Tuesday', 'Wednesday', 'Friday']) await dialog.getByRole('checkbox', { name: day }).uncheck()
    await shot('5-keep-fresh')
    await dialog.getByRole('radio', { name: 'Hourly' }).check()
    await dialog.getByText(/24 refreshes a day/).waitFor()
    await shot('6-keep-hourly')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(await keep.evaluate((e) => e === document.activeElement), 'the focus is back where it was')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Keep fresh' }).click()
    await said(/is kept fresh\./)
    await page.getByRole('button', { name: /^Daily at/ }).first().waitFor()
    await shot('7-kept')

    // Open in Power BI, in the browser and not in the window.
    await page.getByRole('button', { name: /^Open .* in Power BI$/ }).first().click()
    await page.waitForFunction(async () =>
      (await (await fetch('test/opened')).json()).some((a) => a.startsWith('https://app.powerbi.com/')),
    )

    // The organisation ends the sign-in: the page tells at the next look.
    await control('/revoke', { person: 'ana' })
    await button('Check now').click()
    await page.getByRole('region', { name: 'Needs you', exact: true }).waitFor()
    await shot('8-ended')
    assert.deepEqual(await axe(page), [])
    await page.getByRole('region', { name: 'Needs you', exact: true }).getByRole('button', { name: 'Sign in again' }).click()
    await said('You are signed in.')
    await page.getByRole('region', { name: 'Needs you', exact: true }).waitFor({ state: 'hidden' })

    // Sign out asks once, and says what it can't undo.
    await go(page, 'My Settings')
    await button('Sign out ana@contoso.com').click()
    await said(/can’t undo/)
    await shot('9-sign-out')
    assert.deepEqual(await axe(page), [])
    await button('Stay signed in').click()
    await button('Sign out ana@contoso.com').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await said('You are signed out.')
    await button('Sign in again as ana@contoso.com').waitFor()
    await shot('10-signed-out')
    assert.deepEqual(await axe(page), [])
    await tab.close()
  } finally {
    await browser.close()
  }
}
