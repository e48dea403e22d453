// Every name that a server can give is hostile. Nothing of it comes to life,
// nothing leaves the page, and it can be read as what it is.
import assert from 'node:assert/strict'
import { addresses, go, launch, open } from './browser.mjs'

const live = '[onerror], [onload], a[href], iframe, object, embed, base, meta[http-equiv=refresh], img[src="x"], script:not([src])'

export async function hostilePart() {
  const browser = await launch()
  try {
    const dialogs = []
    const elsewhere = []
    const own = new URL(addresses.hostile).origin
    const tab = await open(browser, 'hostile', {
      before(page) {
        page.on('dialog', (d) => {
          dialogs.push(d.message())
          void d.dismiss()
        })
        page.on('request', (r) => {
          if (new URL(r.url()).origin !== own) elsewhere.push(r.url())
        })
      },
    })
    const { page } = tab
    let read = 0
    const harmless = async (where) => {
      assert.equal(await page.evaluate(() => window.pwned), undefined, `${where}: something ran`)
      // What the page itself holds is not made by a name.
      const made = await page.evaluate((live) => [...document.querySelectorAll(live)].map((e) => e.outerHTML.slice(0, 200)), live)
      assert.deepEqual(made, [], `${where}: markup became an element`)
      assert.equal(new URL(page.url()).origin, own, `${where}: the page went away`)
      read += await page.evaluate(() => document.body.innerText.split('<img src=x').length - 1)
    }

    for (const view of ['My Settings', 'Tiles', 'History', 'Preferences', 'About']) {
      await go(page, view)
      // Everything that can be unfolded is.
      await page.evaluate(() => {
        for (const folded of document.querySelectorAll('details:not([open])')) folded.open = true
      })
      await harmless(view)
      if (view !== 'History') continue
      await page.getByRole('tab', { name: /^Notices/ }).click()
      await harmless('Notices')
    }
    // A tile's own panel, and what it offers to open.
    await go(page, 'Tiles')
    const row = page.getByRole('button', { name: /onerror/ }).first()
    if ((await row.count()) > 0) {
      await row.click()
      await harmless('a tile')
    }
    assert.ok(read >= 8, `the names stand ${read} times on the pages as text`)
    assert.deepEqual(dialogs, [])
    assert.deepEqual(elsewhere, [])
    assert.deepEqual(tab.complaints, [])

    // And should a name become markup one day, the policy still stands.
    await page.evaluate(() => {
      const to = document.createElement('div')
      document.body.append(to)
      to.innerHTML = '<img src=x onerror="window.pwned=1"><a class="bad" href="javascript:window.pwned=2">x</a><a class="bad" href="https://evil.example/">x</a><iframe srcdoc="<script>parent.pwned=3</script>"></iframe>'
      const script = document.createElement('script')
      script.textContent = 'window.pwned = 4'
      document.body.append(script)
      for (const link of to.querySelectorAll('.bad')) link.click()
      const form = document.createElement('form')
      form.action = 'https://evil.example/'
      document.body.append(form)
      form.submit()
      window.refused = fetch('https://evil.example/').then(() => 'sent', () => 'refused')
    })
    assert.equal(await page.evaluate(() => window.refused), 'refused')
    assert.equal(await page.evaluate(() => window.pwned), undefined, 'the policy let something run')
    assert.equal(new URL(page.url()).origin, own)
    tab.complaints.length = 0 // the policy has complained, as it should
    await tab.close()
  } finally {
    await browser.close()
  }
}
