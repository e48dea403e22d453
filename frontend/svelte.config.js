import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

export default {
  preprocess: vitePreprocess({ script: true }),
  compilerOptions: {
    runes: true,
    // Shorter than svelte-1a2b3c4: it stands at every element, in the script too.
    cssHash: ({ hash, css }) => `s${hash(css)}`,
  },
}
