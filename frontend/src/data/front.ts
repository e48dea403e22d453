/**
 * Tells the Go side whether the window has the keyboard, from now on; returns
 * how to stop. One call after another, each with the state of its moment, so
 * that the last one is right.
 */
export function followFront(tell: (is: boolean) => Promise<void>): () => void {
  let told: boolean | undefined
  let busy = Promise.resolve()
  const look = (): void => {
    busy = busy.then(async () => {
      const is = document.hasFocus() && !document.hidden
      if (is === told) return
      told = is
      // What can't be told costs a notification too many, nothing else.
      await tell(is).catch(() => (told = undefined))
    })
  }
  const events = ['focus', 'blur'] as const
  for (const event of events) window.addEventListener(event, look)
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    for (const event of events) window.removeEventListener(event, look)
    document.removeEventListener('visibilitychange', look)
  }
}
