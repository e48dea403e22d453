// The first picture: drawn before Fluent's elements are there, and no button
// moves or changes its look when they are.
import assert from 'node:assert/strict'
import { addresses, launch, open } from './browser.mjs'

const look = (buttons) =>
  buttons.map((b) => {
    const { x, y, width, height } = b.getBoundingClientRect()
    const { backgroundColor, color, borderColor, fontSize, fontWeight, borderRadius } = getComputedStyle(b)
    const icon = b.querySelector('svg')?.getBoundingClientRect()
    return {
      name: b.ariaLabel ?? b.textContent.trim(),
      box: [x, y, width, height, icon?.x ?? 0].map((n) => Math.round(n * 2) / 2),
      style: { backgroundColor, color, borderColor, fontSize, fontWeight, borderRadius },
    }
  })

export async function firstPart() {
  const browser = await launch()
  try {
    for (const name of ['trouble', 'good', 'empty']) {
      for (const theme of ['light', 'dark']) {
        let release
        const held = new Promise((resolve) => (release = resolve))
        const tab = await open(browser, name, {
          theme,
          before: (page) =>
            page.route('**/fluent-*.js', async (route) => {
              await held
              await route.continue()
            }),
        })
        const buttons = tab.page.locator('fluent-button')
        assert.equal(await tab.page.locator('fluent-button:defined').count(), 0, 'Fluent waits for the first picture')
        const before = await buttons.evaluateAll(look)
        assert.ok(before.length > 0)
        release()
        await tab.page.waitForFunction(() => document.querySelector('fluent-button')?.matches(':defined'))
        await tab.page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished)))
        assert.deepEqual(await buttons.evaluateAll(look), before, `${name}, ${theme}`)
        await tab.close()
      }
    }

    // What the window puts in place of first.js: the first tiles only.
    const text = await (await fetch(new URL('first.js', addresses.many))).text()
    const { snapshot, more } = JSON.parse(text.slice(text.indexOf('window.first=') + 'window.first='.length))
    assert.ok(snapshot.tiles.length < 50 && snapshot.tiles.length + more === 6000)
  } finally {
    await browser.close()
  }
}
