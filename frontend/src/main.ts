import '@fluentui/web-components/button.js'
import '@fluentui/web-components/spinner.js'
import '@fluentui/web-components/switch.js'
import { mount } from 'svelte'
import App from './App.svelte'
import { page } from './data/page.svelte'
import { router } from './data/route.svelte'
import * as bindings from './wailsjs/go/app/Bindings'
import 'virtual:fluent-tokens.css'
import './styles/base.css'

// Nothing may take the place of the page: no link, no dropped file, no form.
for (const kind of ['dragover', 'drop', 'submit'] as const) {
  window.addEventListener(kind, (event) => event.preventDefault())
}

// What is to be shown is on its way before anything is drawn, and has a moment
// to arrive: a page that is drawn empty first takes longer to be of use.
page.follow()
const first = bindings.FirstPage().then((name) => router.go(name))
const known = Promise.allSettled([first, page.ready])
await Promise.race([known, new Promise((resolve) => setTimeout(resolve, 300))])
mount(App, { target: document.body })

await known
requestAnimationFrame(() => requestAnimationFrame(() => void bindings.Painted()))
