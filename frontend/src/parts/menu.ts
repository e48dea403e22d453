import type { IconName } from './icons'

/** One thing to choose in a menu. */
export interface MenuItem {
  readonly name: string
  readonly icon: IconName
  /** It takes something away. */
  readonly grave?: boolean
  readonly act: () => void
}

interface Size {
  readonly width: number
  readonly height: number
}

interface Box {
  readonly top: number
  readonly bottom: number
  readonly right: number
}

/** How far a list stays from its button, and from the window's edge. */
const gap = 4

/** Where a list of that size goes: below its button and flush with its end; above where there is no room below. */
export function placed(button: Box, list: Size, window: Size): { top: number; left: number } {
  const below = button.bottom + gap
  const above = button.top - gap - list.height
  const top = below + list.height <= window.height - gap ? below : Math.max(above, gap)
  const left = Math.min(Math.max(button.right - list.width, gap), window.width - list.width - gap)
  return { top, left: Math.max(left, gap) }
}

/** Which entry of so many a key goes to from the one at index; null for a key that goes nowhere. */
export function after(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count
    case 'ArrowUp':
      return (index + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
