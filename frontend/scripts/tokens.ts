import { teamsHighContrastTheme, webDarkTheme, webLightTheme } from '@fluentui/tokens'
import type { Plugin } from 'vite'

const id = 'virtual:fluent-tokens.css'

type Theme = Readonly<Record<string, string | number>>

/**
 * The system's own font, which on Windows is the one that Fluent names first.
 * Elsewhere WebKitGTK looks for each of Fluent's families in vain before it
 * draws the first word, which takes as long as everything else on the page; and
 * so it does for system-ui, which is no font that it would know.
 */
function fonts(family: string): Theme {
  return { fontFamilyBase: family, fontFamilyNumeric: family }
}

/**
 * The theme in high contrast with a dark ground in place of a bright one under
 * what the pointer is on or what is chosen: words on it keep their colour then,
 * Fluent's own and the page's.
 */
function calm(theme: Theme): Theme {
  return Object.fromEntries(
    Object.entries(theme).map(([name, value]) => {
      if (!/^color(Neutral|Subtle|Transparent).*(Hover|Pressed|Selected)$/.test(name)) return [name, value]
      if (name.includes('Background')) return [name, '#333333']
      return [name, name.includes('Foreground') && !name.includes('OnBrand') && !name.includes('Inverted') ? '#ffffff' : value]
    }),
  )
}

/** Sizes of text as shares of the page's own, 14 pixels: they follow what the person has chosen. */
function scaling(theme: Theme): Theme {
  return Object.fromEntries(
    Object.entries(theme).map(([name, value]) => {
      const pixels = /^(?:fontSize|lineHeight)/.test(name) ? /^(\d+)px$/.exec(String(value)) : null
      return [name, pixels === null ? value : `${Number((Number(pixels[1]) / 14).toFixed(5))}rem`]
    }),
  )
}

function declarations(theme: Theme, differentFrom?: Theme): string {
  return Object.entries(theme)
    .filter(([name, value]) => differentFrom?.[name] !== value)
    .map(([name, value]) => `--${name}:${String(value)};`)
    .join('')
}

/**
 * Fluent's light and dark tokens as plain CSS: the page is painted in the
 * right colours before any script has run, and follows the system by itself.
 */
export function tokensCSS(): string {
  const system = fonts('system-ui, sans-serif')
  const light: Theme = { ...scaling(webLightTheme), ...system }
  const dark: Theme = { ...scaling(webDarkTheme), ...system }
  const contrast: Theme = { ...scaling(calm(teamsHighContrastTheme)), ...system }
  const night = declarations(dark, light)
  return [
    `:root{color-scheme:light dark;${declarations(light)}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${night}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${night}}`,
    `:root[data-theme=light]{color-scheme:light}`,
    `:root[data-theme=contrast]{color-scheme:dark;${declarations(contrast, light)}}`,
    `:root[data-system=linux]{${declarations(fonts('sans-serif'))}}`,
  ].join('\n')
}

/** The style sheet without the tokens that no text uses: Fluent has five times as many as are used here. */
export function withoutUnused(css: string, texts: readonly string[]): string {
  const used = new Set([css, ...texts].flatMap((text) => [...text.matchAll(/var\(\s*--(\w+)/g)].map((m) => m[1])))
  return css.replace(/--(\w+):[^;{}]*;?/g, (declaration, name: string) =>
    !(name in webLightTheme) || used.has(name) ? declaration : '',
  )
}

export function fluentTokens(): Plugin {
  return {
    name: 'fluent-tokens',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? tokensCSS() : undefined),
    generateBundle: {
      order: 'post', // Vite adds the style sheet itself
      handler(_, bundle) {
        const files = Object.values(bundle)
        const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
        for (const file of files) {
          if (file.type === 'asset' && file.fileName.endsWith('.css')) {
            const css = typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source)
            file.source = withoutUnused(css, scripts)
          }
        }
      },
    },
  }
}
