import { speak, type Catalogue } from './catalogue'
import type { Texts } from './texts'

/** The language of the page, as the Go side has it. */
interface Speech {
  /** The language, such as "de". */
  readonly tag: string
  /** How dates and numbers are written in it, such as "de-AT". */
  readonly locale: string
  readonly texts: Catalogue
}

declare global {
  /** Put there by the window, before the page's own script runs. */
  var speech: Speech
}

const { tag, locale: written, texts } = globalThis.speech

/** The texts in the person's language. */
export const t = speak(texts, tag) as Texts

/**
 * The locale in which dates and numbers are written. English sentences come
 * with their dates in them, the day before the month: so the page writes all of them.
 */
export const locale = tag === 'en' ? 'en-GB' : written

if (typeof document !== 'undefined') document.documentElement.lang = tag

/** Whether the page speaks another language than is in force by now. */
export function outspoken(now: string): boolean {
  return now !== '' && now !== tag
}
