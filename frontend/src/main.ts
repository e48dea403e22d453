import { mount } from 'svelte'
import App from './App.svelte'
import { page } from './data/page.svelte'
import { router } from './data/route.svelte'
import { views } from './data/views.svelte'
import { here } from './firstrun/here.svelte'
import { painted, settled } from './painted'
import * as bindings from './wailsjs/go/app/Bindings'
import 'virtual:fluent-tokens.css'
import './styles/base.css'

/*
 * How soon the window is of use is measured (make bench), and the first picture
 * waits for every line of script that is read before it, used or not. So:
 * - A view is read later, unless people begin with it: see data/views.svelte.ts.
 *   So is what opens on a press: dialogs, panels, forms, by import().
 * - Intl only for what is visible at once: its first use takes up to 15 ms.
 *   See format/dates.ts and parts/Moment.svelte.
 * - Of a language only the texts that are used are read.
 * - Fluent's elements are defined after the picture (fluent.ts) and drawn
 *   before by a style of their own; a list has light parts only.
 * - What nobody sees in the first picture (tooltips, rows below the edge, what
 *   is folded) waits for page.drawn or settled().
 */

// Nothing may take the place of the page: no link, no dropped file, no form.
for (const kind of ['dragover', 'drop', 'submit'] as const) {
  window.addEventListener(kind, (event) => event.preventDefault())
}
for (const kind of ['click', 'auxclick'] as const) {
  window.addEventListener(kind, (event) => {
    if (event.target instanceof Element && event.target.closest('a[href], area[href]') !== null) event.preventDefault()
  })
}

// For the style; see scripts/tokens.ts.
if (navigator.userAgent.includes('Linux')) document.documentElement.dataset.system = 'linux'

// What is to be shown is there already, or else has a moment to arrive: a page
// that is drawn empty first takes longer to be of use.
page.follow()
const known = page.begin().then(async (name) => {
  router.go(name)
  await Promise.all([views.read(router.route), here.read(page.snapshot)])
})

// Not awaited by this module itself: the parts that are read meanwhile import
// from it, and would wait for it in turn.
async function begin(): Promise<void> {
  await Promise.race([known, new Promise((resolve) => setTimeout(resolve, 300))])
  mount(App, { target: document.body })

  // The picture first, and what is behind it then.
  void settled().then(async () => {
    await import('./fluent')
    await views.readAll()
  })
  await known
  await painted()
  void bindings.Painted()
  page.complete()
}

void begin()
