import type { Filter } from './choose'
import type { Group, Sort } from './arrange'

/** How somebody wants to see the tiles, for as long as the window is open. */
class View {
  search = $state('')
  filter = $state<Filter>('all')
  /** The connection whose tiles are shown; empty for all. */
  connection = $state('')
  group = $state<Group>('dashboard')
  sort = $state<Sort>('name')
  /** Whether tiles can be chosen, and which are. */
  selecting = $state(false)
  selected = $state.raw<ReadonlySet<string>>(new Set())
  #last = ''

  all(): void {
    this.search = ''
    this.filter = 'all'
    this.connection = ''
  }

  /** Chooses a tile or not; with range, all of the list between it and the one before it. */
  select(tile: string, on: boolean, list: readonly string[] = []): void {
    const from = list.indexOf(this.#last)
    const to = list.indexOf(tile)
    const some = from >= 0 && to >= 0 ? list.slice(Math.min(from, to), Math.max(from, to) + 1) : [tile]
    const others = [...this.selected].filter((id) => !some.includes(id))
    this.#last = tile
    this.selected = new Set(on ? [...others, ...some] : others)
  }

  selectAll(list: readonly string[]): void {
    this.selected = new Set(list)
  }

  begin(): void {
    this.selecting = true
  }

  end(): void {
    this.selecting = false
    this.selected = new Set()
    this.#last = ''
  }
}

export const view = new View()
