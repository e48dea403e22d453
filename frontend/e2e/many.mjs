// Six thousand tiles: search, filter, and scrolling without long frames.
import assert from 'node:assert/strict'
import { go, launch, open } from './browser.mjs'

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
    const frames = await page.evaluate(
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
            else resolve(lengths.slice(5))
          }
          requestAnimationFrame(step)
        }),
    )
    const work = ((await spent()) - before) / frames.length
    frames.sort((a, b) => a - b)
    const at = (share) => frames[Math.floor(frames.length * share)].toFixed(1)
    console.log(
      `     scrolling 6,000 tiles: ${work.toFixed(1)} ms of work a frame, median frame ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms`,
    )
    assert.ok(work < 24, `${work} ms of work a frame`)
    assert.ok((await list.getByRole('article').count()) > 3, 'the list is drawn where it was scrolled to')

    // To the very end, and back.
    await page.keyboard.press('End')
    await page.waitForFunction(() => window.scrollY > 100_000)
    const last = list.locator('[aria-posinset]').last()
    const place = () => last.evaluate((e) => [e.getAttribute('aria-posinset'), e.getAttribute('aria-setsize')])
    // What is measured on the way can make the list longer than it was guessed.
    for (let i = 0; i < 3 && (await place())[0] !== (await place())[1]; i++) await page.keyboard.press('End')
    const [where, of] = await place()
    assert.equal(where, of)

    await page.getByRole('searchbox').fill('machine hours')
    await page.waitForFunction(() => /^\d+ tiles shown$/.test(document.querySelector('main [role=status]')?.textContent ?? ''))
    await page.getByRole('button', { name: /^Stopped/ }).click()
    await page.getByRole('searchbox').fill('no such thing')
    await page.getByRole('heading', { name: 'No tile matches' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Show all tiles' }).click()
    await list.getByRole('article').first().waitFor()
    await tab.close()
  } finally {
    await browser.close()
  }
}
