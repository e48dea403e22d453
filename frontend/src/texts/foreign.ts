/**
 * A text in another language: as it is, with {0}, {1} … for what is filled in,
 * or several of which a number chooses: the filled-in one that `by` names, the
 * first where it names none. "=0" goes before the plural's own categories
 * (Intl.PluralRules): one, other, ….
 */
export type Foreign = string | { readonly by?: number; readonly [form: string]: Foreign | number | undefined }

/** A group of texts in another language, in the shape of the English ones. */
export interface ForeignTexts {
  readonly [name: string]: Foreign | ForeignTexts | undefined
}

type Filled = string | number

/** Fills a text in, with the form that fits. Empty where the form is missing. */
export function fill(text: Foreign, values: readonly Filled[], rules: Intl.PluralRules): string {
  if (typeof text === 'string') return text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ''))
  const by = values[text.by ?? 0]
  const form = text[`=${String(by)}`] ?? text[rules.select(Number(by))] ?? text.other
  return form === undefined || typeof form === 'number' ? '' : fill(form, values, rules)
}

function group(english: object, own: ForeignTexts, rules: () => Intl.PluralRules): object {
  return Object.fromEntries(
    Object.entries(english).map(([name, text]: [string, unknown]) => {
      const translated = own[name]
      if (translated === undefined) return [name, text] // better in English than not at all
      if (typeof text === 'object' && text !== null) return [name, group(text, translated as ForeignTexts, rules)]
      if (typeof text !== 'function') return [name, translated]
      return [name, (...values: Filled[]) => fill(translated, values, rules())]
    }),
  )
}

/** The texts in another language; those that it lacks stay English. */
export function foreign<T extends object>(english: T, own: ForeignTexts, tag: string): T {
  let rules: Intl.PluralRules | undefined
  return { ...group(english, own, () => (rules ??= new Intl.PluralRules(tag))), lang: tag } as unknown as T
}
