import { router, routes } from './route.svelte'

/** Whether what is typed goes into something. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}

/** The keys that work everywhere: "?" shows them, Alt and a digit goes to a page. */
class Help {
  /** Whether the list of keys is shown. */
  open = $state(false)

  follow(): () => void {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return
      if (event.key === '?' && !event.ctrlKey && !event.altKey && !event.metaKey && !typing(event.target)) {
        event.preventDefault()
        this.open = true
        return
      }
      const page = /^Digit([1-9])$/.exec(event.code)?.[1]
      const route = page !== undefined && event.altKey && !event.ctrlKey && !event.metaKey ? routes[Number(page) - 1] : undefined
      if (route) {
        event.preventDefault()
        router.go(route)
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }
}

export const help = new Help()
