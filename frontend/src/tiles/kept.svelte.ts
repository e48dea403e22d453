import * as bindings from '../wailsjs/go/app/Bindings'
import type { app } from '../wailsjs/go/models'

/** The models that this app keeps fresh, read while somebody looks at them. */
class KeptModels {
  #byFeed = $state.raw<ReadonlyMap<string, app.KeptModel>>(new Map())

  model(feed: string): app.KeptModel | undefined {
    return this.#byFeed.get(feed)
  }

  /** Reads them; what can't be read now stays as it was. */
  async read(): Promise<void> {
    try {
      const list = await bindings.KeptModels()
      this.#byFeed = new Map(list.map((model) => [model.feed, model]))
    } catch {
      // The tiles and their schedules are there all the same.
    }
  }
}

export const kept = new KeptModels()
