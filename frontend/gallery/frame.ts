// One state of the page: the Go side is played, everything else is the page's own.
import { tick } from 'svelte'
import { sayIn, speech, type Tongue } from './speech'
import { always, states } from './states'

const asked = new URLSearchParams(location.search)
const tongue: Tongue = asked.get('language') === 'de' ? 'de' : 'en'
const theme = asked.get('theme') ?? 'auto'
const state = states.find(({ view, name }) => view === asked.get('view') && name === asked.get('state'))

function stub(answers: Readonly<Record<string, unknown>>): object {
  return new Proxy({}, { get: (_, method): unknown => Reflect.get(answers, method) ?? (() => Promise.resolve()) })
}

/** The button of a name, or whose name begins with it and a colon, once it is there. */
async function button(name: string): Promise<HTMLElement> {
  for (;;) {
    const found = [...document.querySelectorAll<HTMLElement>('button, fluent-button')].find((b) => {
      const own = (b.ariaLabel ?? b.textContent).trim()
      return own === name || own.startsWith(`${name}:`)
    })
    if (found) return found
    await new Promise(requestAnimationFrame)
  }
}

async function show(): Promise<void> {
  if (!state) throw new Error('there is no such state')
  const look = { say: sayIn(tongue), tongue, theme }
  window.name = ''
  globalThis.speech = speech(tongue)
  const answers = { ...always(look), ...state.answers(look) }
  Object.assign(window, {
    go: { app: { Bindings: stub(answers) } },
    runtime: stub({ EventsOnMultiple: () => () => undefined }),
  })
  // What reads the language reads it once: nothing of the page comes before it is said.
  await import('../src/main')
  const { t } = await import('../src/texts')
  const { router } = await import('../src/data/route.svelte')
  if (router.route !== state.view) router.go(state.view)
  // Before there is a snapshot there is a theme already: what the system has.
  if (theme !== 'auto') document.documentElement.dataset.theme = theme
  for (const name of state.press?.(t) ?? []) (await button(name)).click()
  await tick()
  document.documentElement.dataset.state = 'shown'
}

void show()
