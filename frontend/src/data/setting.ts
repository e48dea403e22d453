import type { app } from '../wailsjs/go/models'

/** One setting of the snapshot; an empty default where it is not known. */
export function setting(snapshot: app.Snapshot, key: string): app.Setting {
  return snapshot.settings.find((s) => s.key === key) ?? { key, value: '', source: 'default', locked: false }
}
