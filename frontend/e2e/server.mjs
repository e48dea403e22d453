// A report server's story against the sandbox's: added by its address, its pins,
// its sign-in that ends and is made again on its own page, what can be done to a
// pin, and everything that asks first.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { addresses, axe, control, focused, go, launch, open, person, shots } from './browser.mjs'

/** A server that asks everybody for a login, without TLS. */
async function withoutEncryption() {
  const server = createServer((_, answer) => answer.writeHead(401, { 'WWW-Authenticate': 'NTLM', Connection: 'close' }).end())
  await new Promise((resolve) => server.listen(0, '0.0.0.0', resolve))
  return server
}

/** Ana at a browser of her own: the report server's page, and the pop-up it opens. */
async function onServersPage(browser, press) {
  const context = await browser.newContext({ locale: 'en-GB' })
  const portal = await context.newPage()
  await portal.goto(`${addresses.portal}/mysettings`)
  await portal.getByRole('button', { name: /^Ana Almeida/ }).click()
  await portal.locator('#state').waitFor()
  await press(portal)
  await context.close()
}

async function signsIn(portal) {
  const opened = portal.waitForEvent('popup')
  await portal.locator('#signin').click()
  const popUp = await opened
  const closed = popUp.waitForEvent('close')
  await popUp.getByRole('button', { name: /^Ana Almeida/ }).click()
  await closed
  await portal.locator('#state[data-state=SignedIn]').waitFor()
}

async function signsOut(portal) {
  await portal.locator('#signout button').click()
  await portal.locator('#state[data-state=SignedOut]').waitFor()
}

export async function serverPart() {
  const browser = await launch()
  try {
    await person('nobody')
    await control('/server-signin', { person: 'ana@contoso.com', state: 'signed_in' })
    const { people } = await control('/server')
    const { user, password } = people.find((p) => p.person === 'ana@contoso.com')
    const tab = await open(browser, 'live')
    const { page } = tab
    const shot = (name) => page.screenshot({ path: join(shots, `server-story-${name}.png`) })
    const main = page.getByRole('main')
    const button = (name) => page.getByRole('button', { name, exact: true })
    const field = (name) => page.getByRole('textbox', { name, exact: true })
    const said = (text) => page.getByText(text).first().waitFor()
    const dialog = page.getByRole('dialog')
    const opened = async () => (await fetch(new URL('test/opened', addresses.live))).json()
    const sound = async () => assert.deepEqual(await axe(page), [])
    const { host } = new URL(addresses.portal)
    const card = page.getByRole('region', { name: host, exact: true })
    const choose = async (menu, entry) => {
      await button(menu).click()
      await button(entry).click()
    }

    // An address that is no report server's: what to do comes first, and the
    // field has the focus.
    const add = main.getByRole('button', { name: 'Add a report server' })
    const skip = button('Skip this step')
    await skip.or(add).first().waitFor()
    if ((await skip.count()) > 0) await skip.click() // nobody has signed in here yet
    await add.click()
    await field('Address of its web portal').waitFor()
    assert.ok(await field('Address of its web portal').evaluate((e) => e === document.activeElement))
    await shot('1-address')
    await sound()
    await page.keyboard.type('ftp://bi.contoso.com/reports')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await shot('2-no-portal')
    await sound()
    assert.ok(await field('Address of its web portal').evaluate((e) => e === document.activeElement))
    await page.getByRole('alert').getByText('Details', { exact: true }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Copy details' }).click()
    assert.notEqual(await page.evaluate(() => globalThis.copied), undefined)

    // Cancelled, the form is gone, and the focus is back on its button.
    await button('Cancel').click()
    await add.waitFor()
    assert.equal(await focused(page), 'Add a report server')

    // A server without https, and not of this computer by its name: that is asked
    // about, then as whom.
    const plain = await withoutEncryption()
    await page.keyboard.press('Enter')
    await field('Address of its web portal').fill(`http://0.0.0.0:${plain.address().port}/reports`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Go on without encryption?' }).waitFor()
    assert.equal(await focused(page), 'Go on without encryption?')
    await shot('3-plain')
    await sound()
    await button('Go on without it').click()
    await field('User name').waitFor()
    await button('Change the address').click()
    plain.close()
    await field('Address of its web portal').waitFor()
    assert.ok(await field('Address of its web portal').evaluate((e) => e === document.activeElement))

    // The sandbox's own address: as whom?
    await field('Address of its web portal').fill(addresses.portal)
    await page.keyboard.press('Enter')
    await field('User name').waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'text')
    assert.ok(await field('User name').evaluate((e) => e === document.activeElement))
    await shot('4-login')
    await sound()
    await page.getByText('Other ways to sign in').click()
    await page.getByRole('radio', { name: /^Windows user name/ }).waitFor()
    assert.ok(await page.getByRole('radio', { name: /^Windows user name/ }).isChecked())
    await sound()
    await page.getByText('Other ways to sign in').click()

    // A part is missing, the wrong password, the right one. None of them stays
    // in the page.
    const secret = page.getByLabel('Password', { exact: true })
    await field('User name').fill(user)
    await page.keyboard.press('Enter')
    await said('Enter the user name and the password.')
    await secret.fill('wrong-but-unforgettable')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText(/Enter the user name and the password for the server again/).waitFor()
    assert.equal(await secret.inputValue(), '')
    assert.ok(!(await page.content()).includes('unforgettable'))
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'password')
    await shot('5-wrong-password')
    await sound()
    await secret.fill(password)
    await page.keyboard.press('Enter')

    // The card is here, and has the focus; then its pins.
    await card.waitFor()
    await page.waitForFunction((name) => document.activeElement?.textContent === name, host)
    await card.getByText('Signed in', { exact: true }).first().waitFor()
    // The facts are folded where there are several connections.
    const fold = card.locator('details', { hasText: 'About this sign-in' })
    if (!(await fold.evaluate((d) => d.open))) await fold.locator('summary').click()
    await card.getByText(/^around/).waitFor()
    await shot('6-card')
    await sound()
    await go(page, 'Tiles')
    const pins = { has: page.getByRole('button', { name: /^More for/ }) }
    const rows = page.getByRole('list', { name: 'Tiles by dashboard' }).getByRole('article').filter(pins)
    await rows.first().waitFor()
    assert.equal(await rows.count(), 3)
    await shot('7-pins')
    await sound()

    // Its sign-in ends, which the next run tells: attention, which names it.
    await control('/server-signin', { person: 'ana@contoso.com', state: 'revoked' })
    await control('/server-run', { pin: '' })
    await go(page, 'My Settings')
    await button('Check now').click()
    const needs = page.getByRole('article', { name: /report server/ })
    await needs.waitFor()
    await shot('8-ended')
    await sound()

    // Sign in again: its page is opened, again if wanted; Ana signs in there, and
    // what had stopped is refreshed.
    await needs.getByRole('button', { name: 'Sign in again' }).click()
    await said('Sign in on the report server’s page, in your browser')
    await shot('9-waiting')
    await sound()
    const before = (await opened()).length
    await button('Open the page again').click()
    await page.waitForFunction(async (n) => (await (await fetch('test/opened')).json()).length > n, before)
    assert.equal((await opened()).at(-1), `${addresses.portal}/mysettings`)
    await onServersPage(browser, signsIn)
    await page.getByRole('log').getByText(/^Signed in to Power BI on/).waitFor()
    // Nobody watches here but this window: it sees the new runs at its next looks.
    for (let i = 0; i < 30 && (await needs.isVisible()); i++) {
      await page.waitForTimeout(300)
      await button('Check now').click()
    }
    await needs.waitFor({ state: 'hidden' })
    await shot('10-again')
    await go(page, 'Tiles')
    await page.getByRole('article', { name: /: Fresh$/ }).filter(pins).nth(2).waitFor()

    // A pin is paused and resumed, by keyboard; its report and its dashboard open.
    const pin = await rows.first().getByRole('button', { name: /^More for/ }).getAttribute('aria-label')
    const more = button(pin)
    await more.focus()
    await page.keyboard.press('Enter')
    await button('Open the report').waitFor()
    assert.equal(await focused(page), 'Open the report')
    await shot('11-menu')
    await sound()
    await page.keyboard.press('Escape')
    assert.equal(await focused(page), pin)
    await choose(pin, 'Open the report')
    await page.waitForFunction(async (to) => (await (await fetch('test/opened')).json()).at(-1).startsWith(to), `${addresses.portal}/`)
    await more.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter') // Pause, the last
    await said(/is paused\./)
    await page.getByRole('main').getByText('Paused', { exact: true }).waitFor()
    await shot('12-paused')
    await sound()
    await page.getByRole('button', { name: /^Resume: / }).first().click()
    await said(/is refreshed on its schedule again/)
    await page.getByRole('main').getByText('Paused', { exact: true }).waitFor({ state: 'hidden' })
    await rows.first().getByRole('button', { name: /^Refresh .* now$/ }).click()
    await said('The report server is refreshing it.')

    // A pin whose tile was deleted: its subscription can be deleted, which asks,
    // and the next row has the focus.
    await control('/server-fail', { pin: 'Image1', class: 'tile' })
    await button('Check now').click()
    const useless = page.getByRole('button', { name: /^Delete the subscription: / })
    await useless.click()
    await dialog.waitFor()
    await shot('13-delete')
    await sound()
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await dialog.waitFor({ state: 'hidden' })
    assert.match(await focused(page), /^Delete the subscription: /)
    await useless.click()
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await said(/^The subscription of .* was deleted\.$/)
    await page.waitForFunction(() => document.activeElement?.localName === 'article')
    assert.equal(await rows.count(), 2)

    // Another item is pinned in the portal.
    await go(page, 'My Settings')
    await choose(`More for ${host}`, 'Pin another item')
    await said(/^The portal is open in your browser/)

    // Signing out asks, and by default opens the server's page.
    await button(`Sign out of Power BI on ${host}`).click()
    await dialog.waitFor()
    await shot('14-sign-out')
    await sound()
    await dialog.getByRole('button', { name: 'Open the page' }).click()
    await said(/^The server’s page is open in your browser/)
    await onServersPage(browser, signsOut)
    await button('Check now').click()
    await button(`Sign in to Power BI on ${host}`).waitFor()
    await shot('15-signed-out')
    await sound()

    // The server forgets who the app is: its login is asked for anew.
    await control('/server-signin', { person: 'ana@contoso.com', state: 'signed_in' })
    await choose(`More for ${host}`, 'Sign in to the server')
    await secret.waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'password')
    await shot('16-enter')
    await sound()
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await secret.fill(password)
    await page.keyboard.press('Enter')
    await secret.waitFor({ state: 'hidden' })
    await page.waitForFunction((name) => document.activeElement?.textContent === name, host)

    // The server itself is asked to forget its sign-in, only when that was chosen.
    await button('Check now').click()
    await button(`Sign out of Power BI on ${host}`).click()
    await dialog.getByRole('radio', { name: /^Here: / }).check()
    await dialog.getByRole('button', { name: 'Ask the server' }).click()
    await said(/has forgotten its Power BI sign-in/)

    // Removing asks, and the focus is where the card was.
    await choose(`More for ${host}`, 'Remove')
    await dialog.waitFor()
    await shot('17-remove')
    await sound()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await said(/was removed from this computer/)
    await card.waitFor({ state: 'hidden' })
    await page.waitForFunction(() => ['h1', 'h2'].includes(document.activeElement?.localName))
    await tab.close()
    await loginPart(browser)
  } finally {
    await browser.close()
  }
}

/** A server that doesn't let the app in: the one button leads to its login, and out of it again. */
async function loginPart(browser) {
  const tab = await open(browser, 'server-login', { theme: 'dark' })
  const { page } = tab
  const needs = page.getByRole('region', { name: 'Needs you', exact: true })
  await go(page, 'Tiles')
  await needs.getByRole('button', { name: 'Sign in to the server' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'password')
  await page.screenshot({ path: join(shots, 'server-story-18-login-dark.png') })
  assert.deepEqual(await axe(page), [])
  await page.getByText('Other ways to sign in').click()
  await page.getByRole('radio', { name: /^My login on this computer/ }).check()
  await page.getByLabel('Password', { exact: true }).waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.waitForFunction(() => document.activeElement?.localName === 'h3')
  await tab.close()
}
