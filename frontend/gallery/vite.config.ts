// The gallery: `npm run gallery` serves it from its sources. Its tests build it
// into a folder of their own; the build of the page knows nothing of it.
import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vite'
import page from '../vite.config.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

// One file for what is needed at once would be one for the list and the frame.
const build = { ...page.build }
delete build.rolldownOptions

export default mergeConfig({ ...page, build }, {
  root: here('.'),
  // The German texts are the program's own, beside the page.
  server: { strictPort: false, fs: { allow: [here('..'), here('../../app/language')] } },
  build: {
    outDir: here('../test-results/gallery'),
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { input: [here('index.html'), here('frame.html')] },
  },
})
