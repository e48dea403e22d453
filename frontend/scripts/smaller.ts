import type { Plugin } from 'vite'

/**
 * What stands in for modules that take over a page which a server has drawn.
 * Nothing here is drawn by a server, but both libraries bring all of it along,
 * an eighth of their script: FAST, which Fluent's elements are made with, because
 * two modules name it, and Svelte because the bundler doesn't see that its
 * switch, a variable, is never turned on.
 */
const instead: readonly (readonly [library: string, module: string, script: string])[] = [
  ['/@microsoft/fast-element/', '/hydration-view.js', "export const HydrationStage = { hydrated: 'hydrated' }"],
  ['/@microsoft/fast-element/', '/components/hydration.js', "export const Hydratable = Symbol('hydratable'), HydrationMarkup = {}, isHydratable = () => false"],
  [
    '/svelte/src/internal/client/',
    '/hydration.js',
    `export const hydrating = false, hydrate_node = null
     /*@__NO_SIDE_EFFECTS__*/ export function set_hydrating() {}
     /*@__NO_SIDE_EFFECTS__*/ export function set_hydrate_node() {}
     /*@__NO_SIDE_EFFECTS__*/ export function hydrate_next() {}
     /*@__NO_SIDE_EFFECTS__*/ export function hydrate_template() {}
     /*@__NO_SIDE_EFFECTS__*/ export function reset() {}
     /*@__NO_SIDE_EFFECTS__*/ export function next() {}
     /*@__NO_SIDE_EFFECTS__*/ export function skip_nodes() {}
     /*@__NO_SIDE_EFFECTS__*/ export function read_hydration_instruction() {}`,
  ],
]

/** Leaves taking over a page that a server has drawn out of the script. */
export function withoutHydration(): Plugin {
  return {
    name: 'without-hydration',
    enforce: 'pre',
    apply: 'build',
    resolveId(source, importer) {
      const i = instead.findIndex(([library, module]) => source.endsWith(module) && importer?.includes(library))
      return i < 0 ? null : `\0hydration-${String(i)}`
    },
    load: (id) => instead[Number(/^\0hydration-(\d+)$/.exec(id)?.[1] ?? -1)]?.[2],
  }
}

/** Takes the indentation out of the styles and templates of Fluent's elements. */
export function withoutIndentation(): Plugin {
  return {
    name: 'without-indentation',
    apply: 'build',
    transform: {
      filter: { id: /@fluentui\/web-components\/.*\.(styles|template)\.js$/ },
      handler: (code) => code.replaceAll(/`[^`]*`/g, (text) => text.replaceAll(/\s*\n\s*/g, '\n').replaceAll(/([{};,>])\n/g, '$1').replaceAll(/: (?=\$?[a-z0-9])/g, ':')),
    },
  }
}

/** Says the way to the Go side once in the generated bindings, not in each of them. */
export function shortBindings(): Plugin {
  const way = "window['go']['app']['Bindings']"
  return {
    name: 'short-bindings',
    apply: 'build',
    transform: {
      filter: { id: /wailsjs\/go\/app\/Bindings\.js$/ },
      handler: (code) => `${code.replaceAll(way, 'go()')}\nfunction go() { return ${way} }\n`,
    },
  }
}
