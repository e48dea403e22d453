import { en, type Texts } from './en'

const languages: readonly Texts[] = [en]

function choose(wanted: readonly string[]): { texts: Texts; locale: string } {
  for (const locale of wanted) {
    const texts = languages.find((l) => locale.toLowerCase().startsWith(l.lang))
    if (texts) return { texts, locale }
  }
  return { texts: en, locale: 'en' }
}

const chosen = choose(typeof navigator === 'undefined' ? [] : navigator.languages)

/** The texts in the person's language. */
export const t: Texts = chosen.texts

/** The locale in which dates and numbers are written. */
export const locale: string = chosen.locale
