// Six thousand tiles: search, filter, scrolling without long frames, and how
// soon a change is on the screen.
import assert from 'node:assert/strict'
import { addresses, go, launch, open } from './browser.mjs'

/** Asks one of the served programs, as its page would. */
async function ask(name, method, ...args) {
  const answer = await fetch(`${addresses[name]}/call/${method}`, { method: 'POST', body: JSON.stringify(args) })
  assert.ok(answer.ok, `${method}: ${answer.status}`)
  const { result, error } = await answer.json()
  assert.ok(!error, `${method}: ${JSON.stringify(error)}`)
  return result
}

/** How many milliseconds it takes until what another process wrote is on the screen. */
async function delays(browser, served) {
  const tab = await open(browser, served)
  const { page } = tab
  await go(page, 'Tiles')
  const { snapshot } = await ask(`${served}-other`, 'News', 0)
  const { id, title } = snapshot.tiles.find((tile) => tile.muted === '')
  const mute = page.getByRole('button', { name: `Mute ${title}`, exact: true }).first()
  const unmute = page.getByRole('button', { name: `Unmute ${title}`, exact: true }).first()
  await mute.waitFor()
  const all = []
  for (let i = 0; i < 9; i++) {
    const on = i % 2 === 0
    const label = await (on ? mute : unmute).getAttribute('aria-label')
    await page.evaluate((label) => {
      const there = () => [...document.querySelectorAll('main button')].filter((b) => b.ariaLabel === label).length
      const before = there()
      globalThis.seen = new Promise((resolve) => {
        const look = () => (there() < before ? requestAnimationFrame(() => resolve(Date.now())) : requestAnimationFrame(look))
        look()
      })
    }, label)
    const began = Date.now()
    await ask(`${served}-other`, 'MuteTiles', [id], on)
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`${label} is still there`)), 10_000).unref())
    all.push((await Promise.race([page.evaluate(() => globalThis.seen), late])) - began)
  }
  await tab.close()
  return all.sort((a, b) => a - b)
}

export async function manyPart() {
  const browser = await launch()
  try {
    const tab = await open(browser, 'many')
    const { page } = tab
    await go(page, 'Tiles')
    const list = page.getByRole('list', { name: 'Tiles by dashboard' })
    await list.getByRole('article').first().waitFor()
    assert.ok((await list.getByRole('article').count()) < 60, 'only what is in view is drawn')

    // Time of the page's own thread, so that a busy machine changes nothing.
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const spent = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      return metrics.find((m) => m.name === 'TaskDuration').value * 1000
    }
    const before = await spent()
    const { frames, bare } = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const lengths = []
          let last = performance.now()
          let top = 0
          const step = (now) => {
            lengths.push(now - last)
            last = now
            window.scrollTo(0, (top += 400))
            if (lengths.length < 150) requestAnimationFrame(step)
            else resolve({ frames: lengths.slice(5), bare: document.querySelectorAll('main article .room').length })
          }
          requestAnimationFrame(step)
        }),
    )
    const work = ((await spent()) - before) / frames.length
    frames.sort((a, b) => a - b)
    assert.ok(bare > 3, `${bare} lines have their words alone while it is scrolled in a hurry`)
    const at = (share) => frames[Math.floor(frames.length * share)].toFixed(1)
    console.log(
      `     scrolling 6,000 tiles: ${work.toFixed(1)} ms of work a frame, median frame ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms`,
    )
    assert.ok(work < 18, `${work} ms of work a frame`)
    assert.ok((await list.getByRole('article').count()) > 3, 'the list is drawn where it was scrolled to')

    // To the very end, and back.
    await page.keyboard.press('End')
    await page.waitForFunction(() => window.scrollY > 100_000)
    const last = list.locator('[aria-posinset]').last()
    const place = () => last.evaluate((e) => [e.getAttribute('aria-posinset'), e.getAttribute('aria-setsize')])
    // What is measured on the way can make the list longer than it was guessed.
    for (let i = 0; i < 5 && (await place())[0] !== (await place())[1]; i++) {
      await page.keyboard.press('End')
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    }
    const [where, of] = await place()
    assert.equal(where, of)
    // What came by in a hurry has all of its buttons once the list rests.
    await page.waitForFunction(() => !document.querySelector('main article .room'))

    await page.getByRole('searchbox').fill('machine hours')
    await page.waitForFunction(() => /^\d+ tiles shown$/.test(document.querySelector('main [role=status]')?.textContent ?? ''))
    await page.getByRole('button', { name: /^Stopped/ }).click()
    await page.getByRole('searchbox').fill('no such thing')
    await page.getByRole('heading', { name: 'No tile matches' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Show all tiles' }).click()
    await list.getByRole('article').first().waitFor()
    await tab.close()

    for (const [served, tiles] of [
      ['good', 20],
      ['many', 6000],
    ]) {
      const took = await delays(browser, served)
      console.log(`     a change in the store, of ${tiles} tiles: on the screen after ${took[4]} ms, at the most ${took.at(-1)} ms`)
    }
  } finally {
    await browser.close()
  }
}
