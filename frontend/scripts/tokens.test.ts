import { describe, expect, it } from 'vitest'
import { tokensCSS, withoutUnused } from './tokens'

describe("Fluent's tokens", () => {
  it('are there for light and dark, and for the themes that can be chosen', () => {
    const css = tokensCSS()
    for (const rule of [':root{color-scheme:light dark;', '@media (prefers-color-scheme:dark){:root:not([data-theme=light])', ':root[data-theme=dark]', ':root[data-theme=contrast]{color-scheme:dark']) {
      expect(css).toContain(rule)
    }
    expect(css.match(/--colorNeutralBackground1:/g)).toHaveLength(4)
    expect(css.match(/--spacingHorizontalM:/g)).toHaveLength(1)
  })

  it('have sizes of text that follow the person', () => {
    const css = tokensCSS()
    expect(css).toContain('--fontSizeBase300:1rem;')
    expect(css).not.toMatch(/--(fontSize|lineHeight)\w+:\d+px/)
  })

  it('are left out where nothing uses them', () => {
    const css = ':root{--colorBrandBackground:#111;--shadow2:0 0 2px #000, 0 1px 2px #000;--page-own:red;--spacingHorizontalM:12px}p{color:var(--colorBrandBackground)}'
    expect(withoutUnused(css, ['`gap: var(--spacingHorizontalM)`'])).toBe(
      ':root{--colorBrandBackground:#111;--page-own:red;--spacingHorizontalM:12px}p{color:var(--colorBrandBackground)}',
    )
    expect(withoutUnused(css, [])).not.toContain('12px')
  })
})
