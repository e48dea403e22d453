import type { Row } from './arrange'

/** How many lines are measured before the others are guessed from them. */
const enough = 6

/**
 * How high the lines of the list are: measured once they were drawn, and
 * guessed before, from the ones that were.
 */
export class Heights {
  readonly #measured = new Map<string, number>()
  readonly #guess: Record<Row['kind'], number> = { dashboard: 56, cause: 56, model: 78, tile: 90 }
  #learned = false

  /** Notes a height; true when that changes anything. */
  measured(key: string, height: number): boolean {
    if (height <= 0 || Math.abs((this.#measured.get(key) ?? 0) - height) <= 0.5) return false
    this.#measured.set(key, height)
    return true
  }

  /** Forgets everything: at another width all lines break differently. */
  forget(): void {
    this.#measured.clear()
    this.#learned = false
  }

  of(rows: readonly Row[]): number[] {
    if (!this.#learned) this.#learn(rows)
    return rows.map((row) => this.#measured.get(row.key) ?? this.#guess[row.kind])
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
