import { en, type Texts } from './en'
import { foreign, type ForeignTexts } from './foreign'

/** The language of the page, as the Go side has it. */
interface Speech {
  /** The language, such as "de". */
  readonly tag: string
  /** How dates and numbers are written in it, such as "de-AT". */
  readonly locale: string
  /** The texts; missing for English, which is part of the page. */
  readonly texts?: ForeignTexts
}

declare global {
  interface Window {
    /** Put there by the window, before the page's own script runs. */
    speech?: Speech
  }
}

const speech = typeof window === 'undefined' ? undefined : window.speech

/** The texts in the person's language. */
export const t: Texts = speech?.texts ? foreign(en, speech.texts, speech.tag) : en

/** The locale in which dates and numbers are written. */
export const locale: string =
  speech?.locale ?? (typeof navigator === 'undefined' ? undefined : navigator.languages.find((l) => l.startsWith('en'))) ?? 'en'

if (speech) document.documentElement.lang = speech.tag

/** Whether the page speaks another language than is in force by now. */
export function outspoken(tag: string): boolean {
  return speech !== undefined && tag !== '' && speech.tag !== tag
}
