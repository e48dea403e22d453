import type { Texts } from '../texts/texts'

/** What a letter of a strip means. */
export const marks = { g: 'good', f: 'failed', m: 'missed', r: 'running', c: 'cancelled', p: 'paused', u: 'unclear' } as const

export type Mark = (typeof marks)[keyof typeof marks]

/** What a letter means; what is not known is unclear. */
export function markOf(letter: string): Mark {
  return Object.hasOwn(marks, letter) ? marks[letter as keyof typeof marks] : 'unclear'
}

/** How far one mark is from the next, and how high a strip is. */
export const pace = 8
export const height = 18

/**
 * How each mark is drawn, from its left edge and the top: a tall bar, a cross,
 * an empty bar, a short one, a low line, two lines, a dot. They are told apart
 * without colour.
 */
const drawn: Record<Mark, string> = {
  good: 'm1 2h4v14h-4z',
  failed: 'm0 6 6 6m0-6-6 6',
  missed: 'm1 2.5h4v13h-4z',
  running: 'm1 11h4v5h-4zm2-4v1m0-5v1',
  cancelled: 'm0.5 9h5',
  paused: 'm1.5 4v10m3-10v10',
  unclear: 'm3 8v2',
}

export interface Path {
  readonly mark: Mark
  readonly d: string
}

/** A strip as paths, one for each kind of mark in it. */
export function paths(strip: string): Path[] {
  const byMark = new Map<Mark, string>()
  for (let i = 0; i < strip.length; i++) {
    const mark = markOf(strip.charAt(i))
    byMark.set(mark, `${byMark.get(mark) ?? ''}M${i * pace + 1} 0${drawn[mark]}`)
  }
  return [...byMark].map(([mark, d]) => ({ mark, d }))
}

/** The places where there was no run yet, or none is known any more. */
export function nothing(places: number): string {
  return Array.from({ length: places }, (_, i) => `M${i * pace + 4} 15v0`).join('')
}

/** A strip in words: how many of each, and the newest. */
export function inWords(strip: string, t: Texts): string {
  const counts = new Map<Mark, number>()
  for (const letter of strip) counts.set(markOf(letter), (counts.get(markOf(letter)) ?? 0) + 1)
  const parts = [...counts].map(([mark, n]) => t.runs.counted[mark](n))
  return t.runs.summary(parts.join(', '), t.runs.mark[markOf(strip.slice(-1))])
}
