// The first run of somebody new: every step, what the check of an organisation
// finds, leaving and coming back, and an administrator's policy.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { addresses, axe, control, focused, launch, open, overflow, shots } from './browser.mjs'

const clientId = 'an id that nobody has registered'

export async function firstRunPart() {
  const browser = await launch()
  try {
    await throughAll(browser)
    await withPolicy(browser)
  } finally {
    await browser.close()
  }
}

async function throughAll(browser) {
  const tab = await open(browser, 'newcomer', { height: 900 })
  const { page } = tab
  const button = (name) => page.getByRole('main').getByRole('button', { name, exact: true })
  const step = (name) => page.getByRole('heading', { level: 2, name }).waitFor()
  const look = async (name) => {
    await page.screenshot({ path: join(shots, `first-run-${name}.png`), fullPage: true })
    assert.deepEqual(await axe(page), [], name)
    await page.setViewportSize({ width: 480, height: 900 })
    assert.ok((await overflow(page)) <= 0, `${name} is too wide`)
    await page.screenshot({ path: join(shots, `first-run-${name}-narrow.png`), fullPage: true })
    await page.setViewportSize({ width: 1040, height: 900 })
  }
  const registered = (how) => control('/registration', how)

  // What it is for; the sandbox opens beside it.
  await step(/Know when a tile stops/)
  await button('Try the sandbox').click()
  await page.getByText(/The sandbox opens in a window of its own/).waitFor()
  await look('1-purpose')
  await button('Connect your organisation').click()
  await step('Connect your organisation')
  await page.waitForFunction(() => document.activeElement?.textContent === 'Connect your organisation')

  // The check says which value is wrong, and goes there.
  const tenant = page.getByRole('textbox', { name: 'Organisation' })
  const id = page.getByRole('textbox', { name: 'Application ID' })
  await look('2-organisation')
  await tenant.fill('ana@contosso.com')
  await id.fill(clientId)
  await button('Check and go on').click()
  await page.getByText(/Check the application id/).first().waitFor()
  assert.equal(await tenant.inputValue(), 'contosso.com')
  await look('3-two-wrong')
  await id.fill(addresses.clientID)
  await button('Check and go on').click()
  await page.getByText(/Check the organisation for a typing mistake/).first().waitFor()
  await page.waitForFunction(() => document.activeElement?.id.endsWith('-tenant'))
  assert.equal(await tenant.getAttribute('aria-invalid'), 'true')
  await look('4-tenant-wrong')

  // In another cloud, and then as a web app.
  await registered({ tenant_region_sub_scope: 'GCC' })
  await tenant.fill('contoso.com')
  await tenant.press('Enter')
  await button('Choose that cloud').waitFor()
  await look('5-other-cloud')
  await registered({ tenant_region_sub_scope: '', public: false })
  await button('Check again').click()
  await page.getByText(/Allow public client flows/).first().waitFor()
  await button('Go on anyway').waitFor()
  await look('6-not-public')

  // The text for the administrator.
  await page.getByText('Show the text').click()
  await page.getByText(/http:\/\/localhost/).first().waitFor()
  await look('7-guide')

  // Left, and taken up again; nothing is asked twice.
  await registered({ public: true })
  await button('Check again').click()
  await step('Sign in to Power BI')
  await page.reload()
  await step('Sign in to Power BI')
  await look('8-sign-in')
  await button('Your organisation').click()
  await step('Connect your organisation')
  assert.equal(await tenant.inputValue(), 'contoso.com')
  await button('Check and go on').click()
  await step('Sign in to Power BI')

  await fetch(`${addresses.newcomer}/test/person/ana`, { method: 'POST' })
  await button('Sign in to Power BI').click()
  await step('Do you pin from a report server?')
  await look('9-server')
  await button('Add a report server').click()
  await page.getByRole('textbox', { name: 'Address of its web portal' }).waitFor()
  await button('Cancel').click()
  await button('I have none').click()
  await step('Start when you log in?')
  await look('10-start')
  await button('Start it when I log in').click()
  await page.getByRole('heading', { level: 3, name: 'Ana Almeida' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.textContent === 'Sign-ins')
  assert.equal(await focused(page), 'Sign-ins')
  await tab.close()
}

// Whatever the policy has said isn't asked.
async function withPolicy(browser) {
  const tab = await open(browser, 'policy')
  const { page } = tab
  const button = (name) => page.getByRole('main').getByRole('button', { name, exact: true })
  await button('Connect your organisation').click()
  await page.getByRole('heading', { level: 2, name: 'Sign in to Power BI' }).waitFor()
  await page.getByText('Organisation: contoso.com').waitFor()
  assert.equal(await button('Change the organisation').count(), 0)
  await page.screenshot({ path: join(shots, 'first-run-policy.png') })
  await tab.close()
}
