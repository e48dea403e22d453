import type { Plugin } from 'vite'

/**
 * FAST, which Fluent's elements are made with, can also take over what a server
 * has drawn. Nothing here does that, but two of its modules name the state that
 * it is in, which brings the whole of it along: an eighth of Fluent's script.
 */
export function withoutHydration(): Plugin {
  return {
    name: 'fast-without-hydration',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source.endsWith('/hydration-view.js') && importer?.includes('/@microsoft/fast-element/') ? '\0fast-hydration-view' : undefined,
    load: (id) => (id === '\0fast-hydration-view' ? "export const HydrationStage = { hydrated: 'hydrated' }" : undefined),
  }
}
