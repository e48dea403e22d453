import { tick } from 'svelte'

/** Puts the focus on the first of these ids that is on the page, once it shows what just changed; else on the page's heading. */
export async function focusOn(...ids: readonly string[]): Promise<void> {
  await tick()
  const found = ids.map((id) => document.getElementById(id)).find((e) => e !== null)
  ;(found ?? document.querySelector<HTMLElement>('h1'))?.focus()
}

/** What around an element can have the focus in its place, the nearest first. */
function homes(of: Element): HTMLElement[] {
  const found: HTMLElement[] = []
  for (let at = of.parentElement; at; at = at.parentElement) {
    if (at.matches('article[tabindex]')) found.push(at)
    const heading = document.getElementById(at.getAttribute('aria-labelledby') ?? '')
    if (heading?.hasAttribute('tabindex')) found.push(heading)
  }
  return found
}

/**
 * To be asked before the page changes by itself; what it returns is called
 * after that. A button that was pressed may be gone by then (who signed out has
 * none to sign out): the focus goes to what it was in, not to the page's start.
 */
export function holdFocus(): () => void {
  const before = document.activeElement
  if (before === null || before === document.body) return () => undefined
  const around = homes(before)
  return () => {
    if (before.isConnected || document.activeElement !== document.body) return
    ;(around.find((e) => e.isConnected) ?? document.querySelector<HTMLElement>('h1'))?.focus()
  }
}
