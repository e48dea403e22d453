import { tick } from 'svelte'

/** Puts the focus on the first of these ids that is on the page, once it shows what just changed; else on the page's heading. */
export async function focusOn(...ids: readonly string[]): Promise<void> {
  await tick()
  const found = ids.map((id) => document.getElementById(id)).find((e) => e !== null)
  ;(found ?? document.querySelector<HTMLElement>('h1'))?.focus()
}
