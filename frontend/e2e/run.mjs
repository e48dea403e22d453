// Runs the parts named on the command line, or all of them. Started by
// TestPage in app, which serves the pages and says where they are.
import { firstPart } from './first.mjs'
import { firstRunPart } from './firstrun.mjs'
import { focusPart } from './focus.mjs'
import { galleryPart } from './gallery.mjs'
import { historyPart } from './history.mjs'
import { hostilePart } from './hostile.mjs'
import { keyboardPart } from './keyboard.mjs'
import { manyPart } from './many.mjs'
import { preferencesParts } from './preferences.mjs'
import { serverPart } from './server.mjs'
import { storyPart } from './story.mjs'
import { tilesPart } from './tiles.mjs'
import { viewsPart } from './views.mjs'

const parts = { first: firstPart, firstrun: firstRunPart, story: storyPart, server: serverPart, keyboard: keyboardPart, preferences: preferencesParts, tiles: tilesPart, history: historyPart, hostile: hostilePart, many: manyPart, views: viewsPart, gallery: galleryPart, focus: focusPart }

const wanted = process.argv.slice(2)
let failed = false
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const start = Date.now()
  try {
    await part()
    console.log(`ok   ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  } catch (e) {
    failed = true
    console.error(`FAIL ${name}\n${e.stack ?? e}`)
  }
}
if (failed) process.exit(1)
