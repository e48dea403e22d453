/** The part of a long list that is worth drawing. */
export interface Span {
  readonly first: number
  /** One past the last. */
  readonly end: number
  /** How far down the first line starts. */
  readonly above: number
  /** How high the whole list is. */
  readonly total: number
}

/**
 * The lines between from and to (in pixels from the list's top), with some to
 * spare on both sides. Heights are known per line once it was drawn, and
 * guessed before.
 */
export function span(heights: readonly number[], from: number, to: number, spare: number): Span {
  let total = 0
  let first = -1
  let above = 0
  let end = heights.length
  let i = 0
  for (const height of heights) {
    if (first < 0 && total + height > from) {
      first = i
      above = total
    }
    if (end === heights.length && total >= to && first >= 0) end = i
    total += height
    i++
  }
  if (first < 0) {
    first = heights.length
    above = total
  }
  for (let i = 0; i < spare && first > 0; i++) {
    first--
    above -= heights[first] ?? 0
  }
  return { first, end: Math.min(end + spare, heights.length), above, total }
}
