// The list of states, and the chosen one in a frame of its own.
import { states } from './states'

function part<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`no ${id}`)
  return found
}

const choice = (id: string): HTMLSelectElement => part(id, HTMLSelectElement)
const frame = part('shown', HTMLIFrameElement)
let chosen = location.hash.slice(1) || 'settings/good'

function show(): void {
  const [view = '', name = ''] = decodeURIComponent(chosen).split('/')
  const asked = new URLSearchParams({ view, state: name, theme: choice('theme').value, language: choice('language').value })
  frame.style.width = `${choice('width').value}px`
  frame.onload = () => {
    const size = choice('text').value
    if (size && frame.contentDocument) frame.contentDocument.documentElement.style.fontSize = '175%' // twice the page's own 87.5 %
  }
  frame.src = `frame.html?${asked.toString()}`
}

const list = part('list', HTMLDivElement)
for (const view of new Set(states.map((state) => state.view))) {
  const heading = document.createElement('h2')
  heading.textContent = view
  const items = document.createElement('ul')
  for (const { name } of states.filter((state) => state.view === view)) {
    const link = document.createElement('a')
    link.href = `#${view}/${encodeURIComponent(name)}`
    link.textContent = name
    items.appendChild(document.createElement('li')).appendChild(link)
  }
  list.append(heading, items)
}
for (const id of ['theme', 'language', 'width', 'text']) choice(id).onchange = show
window.onhashchange = () => {
  chosen = location.hash.slice(1)
  show()
}
show()
