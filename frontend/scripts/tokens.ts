import { webDarkTheme, webLightTheme } from '@fluentui/tokens'
import type { Plugin } from 'vite'

const id = 'virtual:fluent-tokens.css'

/** Palettes for decoration (48 of them) that neither the page nor Fluent's own components use. */
const unused = /^colorPalette|Shadow\w*Brand/

/**
 * The system's own font, which on Windows is the one that Fluent names first.
 * Elsewhere WebKitGTK looks for each of Fluent's families in vain before it
 * draws the first word, which takes as long as everything else on the page.
 */
const fonts = {
  fontFamilyBase: 'system-ui, sans-serif',
  fontFamilyNumeric: 'system-ui, sans-serif',
} as const

type Theme = Readonly<Record<string, string | number>>

function declarations(theme: Theme, differentFrom?: Theme): string {
  return Object.entries(theme)
    .filter(([name, value]) => !unused.test(name) && differentFrom?.[name] !== value)
    .map(([name, value]) => `--${name}:${String(value)};`)
    .join('')
}

/**
 * Fluent's light and dark tokens as plain CSS: the page is painted in the
 * right colours before any script has run, and follows the system by itself.
 */
export function tokensCSS(): string {
  const light: Theme = { ...webLightTheme, ...fonts }
  const dark: Theme = { ...webDarkTheme, ...fonts }
  const night = declarations(dark, light)
  return [
    `:root{color-scheme:light dark;${declarations(light)}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${night}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${night}}`,
    `:root[data-theme=light]{color-scheme:light}`,
  ].join('\n')
}

export function fluentTokens(): Plugin {
  return {
    name: 'fluent-tokens',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? tokensCSS() : undefined),
  }
}
