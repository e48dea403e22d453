import { readdirSync } from 'node:fs'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

const components = readdirSync(new URL('src/', import.meta.url), { recursive: true })
  .filter((name) => name.endsWith('.svelte'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()

export default {
  preprocess: vitePreprocess({ script: true }),
  compilerOptions: {
    runes: true,
    // Shorter than svelte-1a2b3c4: it stands at every element, in the script too.
    cssHash: ({ filename, hash, css }) => {
      const i = components.findIndex((name) => filename.replaceAll('\\', '/').endsWith(`src/${name}`))
      return i < 0 ? `s-${hash(css)}` : `s${i.toString(36)}`
    },
  },
}
