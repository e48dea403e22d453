// Preferences that say more than a setting, About and help, and deleting
// everything, which comes last: nothing is left after it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axe, go, launch, open, overflow, shots } from './browser.mjs'

/** Waits until a setting has a value. */
function until(page, key, value) {
  return page.waitForFunction(
    async ([k, v]) => {
      const { settings } = (await globalThis.go.app.Bindings.News(0)).snapshot
      return settings.find((s) => s.key === k).value === v
    },
    [key, value],
  )
}

async function look(page, name) {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  assert.deepEqual(await axe(page), [], name)
  assert.ok((await overflow(page)) <= 0, `${name} is too wide`)
}

async function preferencesPart(browser) {
  const tab = await open(browser, 'preferences', { height: 1600 })
  const { page } = tab
  await go(page, 'Preferences')
  await look(page, 'preferences-1')

  // Kinds: one has to stay.
  const kinds = page.getByRole('group', { name: 'Tell me when' }).getByRole('checkbox')
  assert.equal(await kinds.count(), 6)
  await page.getByRole('checkbox', { name: 'a refresh is overdue' }).uncheck()
  await until(page, 'notify.kinds', 'sign_in expiring stopped failing recovered')
  await page.getByRole('checkbox', { name: 'a refresh is overdue' }).check()
  await until(page, 'notify.kinds', 'sign_in expiring stopped failing late recovered')

  // Quiet for a while, and no longer.
  await page.getByRole('button', { name: 'For an hour' }).click()
  await page.getByText(/Quiet until \d/).waitFor()
  await page.getByRole('button', { name: 'Show them again' }).click()
  await page.getByRole('button', { name: 'For an hour' }).waitFor()

  // A value that can't be is said at its field, which keeps the focus.
  const proxy = page.getByRole('textbox', { name: 'Proxy' })
  await proxy.fill('proxy without a scheme')
  await proxy.press('Enter')
  const wrong = page.getByRole('alert')
  await wrong.getByText(/http/).waitFor()
  assert.ok(await proxy.evaluate((e) => e === document.activeElement))
  await look(page, 'preferences-2-wrong')
  await proxy.fill('direct')
  await proxy.press('Enter')
  await until(page, 'proxy', 'direct')
  await wrong.waitFor({ state: 'detached' })

  // The key moves at once, and the row says where it is.
  await page.getByText('It is in a file now that only you can read.').waitFor()

  await page.getByRole('combobox', { name: 'Theme' }).selectOption('contrast')
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'contrast')
  await look(page, 'preferences-3-contrast')
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('auto')
  await tab.close()
}

async function lockedPart(browser) {
  const tab = await open(browser, 'locked', { height: 1600 })
  const { page } = tab
  await go(page, 'Preferences')
  await page.getByText('Set by your organisation. Ask it-help@contoso.com.').first().waitFor()
  assert.ok(await page.getByRole('combobox', { name: 'Look at my tiles' }).isDisabled())
  const notify = page.getByRole('switch', { name: 'Desktop notifications' })
  assert.ok(await notify.isDisabled())
  await notify.click({ force: true })
  assert.equal(await notify.getAttribute('aria-checked'), 'true')
  await look(page, 'preferences-4-locked')
  await tab.close()
}

async function aboutPart(browser) {
  const tab = await open(browser, 'preferences', { height: 1200 })
  const { page } = tab
  await go(page, 'About and help')
  await page.getByRole('button', { name: 'Check everything' }).click()
  await page.getByRole('button', { name: 'Check again' }).waitFor()
  await page.getByRole('button', { name: 'Copy what was found' }).waitFor()
  const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem')
  assert.ok((await found.count()) >= 13)
  await look(page, 'about-1-checked')

  await page.getByRole('button', { name: 'See what is in it' }).click()
  await page.getByText(/^doctor\.txt, /).click()
  await page.getByRole('region', { name: 'doctor.txt' }).waitFor()
  await look(page, 'about-2-bundle')
  await page.getByRole('button', { name: 'Save the file' }).click()
  await page.getByText(/^Saved as my-settings-.*\.zip\.$/).waitFor()

  // "?" shows the keys, from anywhere but a field; Alt and a digit goes to a page.
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.screenshot({ path: join(shots, 'about-3-keys.png') })
  assert.deepEqual(await axe(page), [])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+Digit4')
  await page.getByRole('heading', { level: 1, name: 'Preferences' }).waitFor()
  await page.keyboard.press('Alt+Digit5')
  await page.getByRole('button', { name: 'Show the licences' }).click()
  await page.getByRole('dialog', { name: 'Work of others' }).waitFor()
  await page.keyboard.press('Escape')
  await tab.close()

  const narrow = await open(browser, 'preferences', { width: 480, height: 1000, theme: 'dark' })
  await go(narrow.page, 'About and help')
  await look(narrow.page, 'about-4-narrow')
  await narrow.close()
}

async function erasePart(browser) {
  const tab = await open(browser, 'preferences', { height: 1000 })
  const { page } = tab
  await go(page, 'Preferences')
  await page.getByRole('button', { name: 'Delete everything' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/with its token/).waitFor()
  const confirm = dialog.getByRole('button', { name: 'Delete everything' })
  assert.equal(await confirm.getAttribute('aria-disabled'), 'true')
  await look(page, 'erase-1-asked')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Delete everything' }).click()
  await dialog.getByRole('textbox').fill('Delete')
  await confirm.click()
  await page.getByRole('dialog', { name: 'Everything was deleted' }).waitFor()
  await look(page, 'erase-2-done')
  await tab.close()
}

export async function preferencesParts() {
  const browser = await launch()
  try {
    await preferencesPart(browser)
    await lockedPart(browser)
    await aboutPart(browser)
    await erasePart(browser)
  } finally {
    await browser.close()
  }
}
