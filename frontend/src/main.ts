import { mount } from 'svelte'
import App from './App.svelte'
import { page } from './data/page.svelte'
import { router } from './data/route.svelte'
import { painted, settled } from './painted'
import * as bindings from './wailsjs/go/app/Bindings'
import 'virtual:fluent-tokens.css'
import './styles/base.css'

// Nothing may take the place of the page: no link, no dropped file, no form.
for (const kind of ['dragover', 'drop', 'submit'] as const) {
  window.addEventListener(kind, (event) => event.preventDefault())
}

// For the style; see scripts/tokens.ts.
if (navigator.userAgent.includes('Linux')) document.documentElement.dataset.system = 'linux'

// What is to be shown is there already, or else has a moment to arrive: a page
// that is drawn empty first takes longer to be of use.
page.follow()
const known = page.begin().then((name) => router.go(name))
await Promise.race([known, new Promise((resolve) => setTimeout(resolve, 300))])
mount(App, { target: document.body })

// The picture first, and what is behind it then.
void settled().then(() => import('./fluent'))
await known
await painted()
void bindings.Painted()
page.complete()
