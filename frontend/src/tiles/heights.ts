import type { Row } from './arrange'

/** How many lines are measured before the others are guessed from them. */
const enough = 6

const none: readonly Row[] = []

/**
 * How high the lines of the list are: measured once they were drawn, and
 * guessed before, from the ones that were.
 */
export class Heights {
  readonly #measured = new Map<string, number>()
  readonly #guess: Record<Row['kind'], number> = { dashboard: 56, cause: 56, model: 78, tile: 90 }
  #learned = false
  // Scrolling asks again and again for the same thousands.
  #rows: readonly Row[] = none
  #heights: number[] = []

  /** Notes how high a line is; true when that changes anything. */
  measured(rows: readonly Row[], i: number, height: number): boolean {
    const key = rows[i]?.key
    if (key === undefined || height <= 0 || Math.abs((this.#measured.get(key) ?? 0) - height) <= 0.5) return false
    this.#measured.set(key, height)
    if (rows === this.#rows && this.#learned) this.#heights[i] = height
    else this.#rows = none
    return true
  }

  /** Forgets everything: at another width all lines break differently. */
  forget(): void {
    this.#measured.clear()
    this.#learned = false
    this.#rows = none
  }

  /** The heights of all lines; the same array for the same lines, kept up to date. */
  of(rows: readonly Row[]): readonly number[] {
    if (rows === this.#rows) return this.#heights
    if (!this.#learned) this.#learn(rows)
    this.#rows = rows
    return (this.#heights = rows.map((row) => this.#measured.get(row.key) ?? this.#guess[row.kind]))
  }

  /** How high tiles are of which nothing is known. */
  guessed(tiles: number): number {
    return tiles * this.#guess.tile
  }

  /** Guesses by what was measured so far, once: a list that changes its height under the hand is hard to read. */
  #learn(rows: readonly Row[]): void {
    const known = rows.filter((row) => row.kind === 'tile').flatMap((row) => this.#measured.get(row.key) ?? [])
    if (known.length < enough) return
    this.#learned = true
    this.#guess.tile = known.reduce((sum, height) => sum + height, 0) / known.length
  }
}
