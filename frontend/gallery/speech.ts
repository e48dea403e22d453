// The language of a state, with the texts as the window hands them over.
import german from '../../app/language/de.json'
import english from '../../app/language/en.json'
import type { Catalogue } from '../src/texts/catalogue'

/** A language of the gallery. */
export type Tongue = 'en' | 'de'

interface Language {
  readonly sentences: Readonly<Record<string, string>>
  readonly page: Catalogue
}

const de: Language = german

/** What the window would say to the page about its language. */
export function speech(tongue: Tongue): typeof globalThis.speech {
  return tongue === 'de' ? { tag: 'de', locale: 'de-DE', texts: de.page } : { tag: 'en', locale: 'en-GB', texts: english.page }
}

/** A sentence of the Go side in a language, filled in. */
export function sayIn(tongue: Tongue): Say {
  return (sentence, values = {}) => {
    const text = tongue === 'de' ? (de.sentences[sentence] ?? sentence) : sentence
    return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all)
  }
}

export type Say = (sentence: string, values?: Readonly<Record<string, string>>) => string
