// Where the focus is after each action, what is said then, and that nothing
// moves for people who asked for that.
import assert from 'node:assert/strict'
import { focused, go, launch, open } from './browser.mjs'

/** Waits until the focus is on that. */
export async function landed(page, name) {
  const there = async () => {
    const now = await focused(page)
    return typeof name === 'string' ? now === name : name.test(now)
  }
  for (let i = 0; i < 100; i++) {
    if (await there()) return
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }
  assert.fail(`the focus is on “${(await focused(page)).slice(0, 80)}”, and not on “${name}”`)
}

/** Whether anybody can see where the focus is. */
async function seen(page) {
  return page.evaluate(() => {
    const e = document.activeElement
    const style = getComputedStyle(e)
    return e !== document.body && (style.outlineStyle !== 'none' || style.boxShadow !== 'none' || e.matches('fluent-button, h1, h2, h3, article'))
  })
}

/** Presses the button with the keyboard. */
async function press(page, name, within = page) {
  await within.getByRole('button', { name }).first().focus()
  await page.keyboard.press('Enter')
}

export async function focusPart() {
  const browser = await launch()
  try {
    await actions(browser)
    await calm(browser)
  } finally {
    await browser.close()
  }
}

async function actions(browser) {
  const tab = await open(browser, 'good', { height: 1200 })
  const { page } = tab
  const dialog = page.getByRole('dialog')
  const shut = () => dialog.waitFor({ state: 'hidden' })

  // A menu, a form and a dialog give the focus back to what opened them.
  await press(page, /^More for /)
  assert.ok(await page.evaluate(() => document.activeElement?.closest('ul[popover]') !== null), 'the first entry of a menu')
  await page.keyboard.press('Escape')
  await landed(page, /^More for /)
  await press(page, 'Add a report server')
  await landed(page, /./)
  await press(page, 'Cancel', page.getByRole('main'))
  await landed(page, 'Add a report server')
  await press(page, /^Sign out /)
  await dialog.waitFor()
  assert.ok(await page.evaluate(() => document.activeElement?.closest('dialog') !== null), 'a dialog takes the focus')
  await page.keyboard.press('Escape')
  await shut()
  await landed(page, /^Sign out /)
  assert.ok(await seen(page))

  // A tile that is muted keeps its button, which says the contrary now.
  await go(page, 'Tiles')
  await landed(page, 'Tiles')
  await press(page, /^Mute /, page.getByRole('article'))
  await landed(page, /^(Unmute|Tell me) /)
  await page.getByRole('log').getByText(/./).first().waitFor()
  await page.keyboard.press('Enter')
  await landed(page, /^Mute /)
  await press(page, /^Keep fresh: /)
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await shut()
  await landed(page, /^Keep fresh: /)

  // A preference that is saved keeps the focus.
  await go(page, 'Preferences')
  const theme = page.getByRole('combobox', { name: 'Theme' })
  await theme.focus()
  await theme.selectOption('dark')
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
  assert.ok(await theme.evaluate((e) => e === document.activeElement), 'the preference that was changed')
  await theme.selectOption('auto')
  const client = page.getByRole('textbox', { name: 'Tenant' })
  await client.fill('contoso.com')
  await client.press('Enter')
  await page.waitForFunction(async () => (await globalThis.go.app.Bindings.News(0)).snapshot.settings.find((s) => s.key === 'tenant').value === 'contoso.com')
  assert.ok(await client.evaluate((e) => e === document.activeElement), 'the field that was saved')

  await go(page, 'About and help')
  await press(page, 'Show the keys')
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await shut()
  await landed(page, 'Show the keys')

  // Signed out: where to sign in again, and it is said.
  await go(page, 'My Settings')
  await press(page, /^Sign out /)
  await press(page, 'Sign out', dialog)
  await page.getByRole('log').getByText(/^You are signed out/).waitFor()
  await shut()
  await page.getByRole('button', { name: /^Sign in again as / }).waitFor()
  await landed(page, 'Ana Almeida')
  assert.ok(await seen(page))
  await tab.close()
}

/** With reduced motion nothing runs, wherever one goes. */
async function calm(browser) {
  const tab = await open(browser, 'trouble', { reducedMotion: 'reduce' })
  const { page } = tab
  await page.evaluate(() => {
    globalThis.moved = []
    for (const kind of ['animationstart', 'transitionrun']) {
      document.addEventListener(kind, (e) => globalThis.moved.push(`${kind} ${e.target.localName}.${e.target.className}`), true)
    }
  })
  for (const name of ['Tiles', 'History', 'Preferences', 'About and help', 'My Settings']) {
    await go(page, name)
    await page.getByRole('main').getByRole('button').first().hover()
    assert.deepEqual(await page.evaluate(() => [...globalThis.moved, ...document.getAnimations().map((a) => String(a.effect?.target?.localName))]), [], name)
  }
  await tab.close()
}
