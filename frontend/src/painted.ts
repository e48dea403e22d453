/** Settles when what the page shows now is on the screen: a frame is painted after its callbacks, so the next one's come later. */
export function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}

/** Settles after that, with what had to be done at once already done: for what can wait. */
export async function settled(): Promise<void> {
  await painted()
  await new Promise((resolve) => setTimeout(resolve))
}
