import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { shortBindings, withoutHydration, withoutIndentation } from './scripts/smaller.ts'
import { fluentTokens } from './scripts/tokens.ts'

export default defineConfig({
  plugins: [svelte(), fluentTokens(), withoutHydration(), withoutIndentation(), shortBindings()],
  // The page is opened by the web view's own scheme: no address outside the
  // window, and no module preload helper that would have to be allowed.
  base: './',
  build: {
    // What WebKitGTK 2.44 (Debian 12, Ubuntu 24.04) and WebView2 understand.
    target: ['safari17.5', 'chrome120'],
    modulePreload: false,
    // What is needed at once is one file: one that needs others costs the start a round each.
    // The dialogs and forms share one, too: alone, each would be half made of its imports.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'page', tags: ['$initial'] },
            { name: 'forms', test: /src\/(parts|settings|tiles|about)\/\w+(Dialog|Form\w*|Fields?|Login|Server|Select|Choices|Panel|Bar|Note)\.svelte/ },
          ],
        },
      },
    },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 300,
  },
  server: { strictPort: true },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['src/test/speech.ts'],
    env: { TZ: 'UTC' },
  },
})
