/**
 * A text: as it is, with {0}, {1} … for what is filled in, or in several forms
 * of which a number chooses: the filled-in one that `by` names, the first where
 * it names none. "=0" goes before the plural's own categories
 * (Intl.PluralRules): one, other, …. "other" is always among them.
 */
export type Text = string | Forms

export interface Forms {
  readonly by?: number
  readonly other: Text
  readonly [form: string]: Text | number | undefined
}

/** What the page says in one language: the "page" of a file in app/language. */
export interface Catalogue {
  readonly [name: string]: Text | Catalogue
}

/** What is filled in. */
export type Filled = string | number

/** What chooses a form by a number. */
export type Rules = Pick<Intl.PluralRules, 'select'>

/** Whether a text has forms; a group has no text that is called "other". */
export function hasForms(text: Text | Catalogue): text is Forms {
  return typeof text === 'object' && 'other' in text
}

/** Fills a text in, with the form that fits. */
export function fill(text: Text, values: readonly Filled[], rules: () => Rules): string {
  if (typeof text === 'string') return text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ''))
  const by = values[text.by ?? 0]
  const form = text[`=${String(by)}`] ?? text[rules().select(Number(by))]
  return fill(form === undefined || typeof form === 'number' ? text.other : form, values, rules)
}

/** The texts of a catalogue as the page uses them: what has something filled in is a function. */
export function speak(catalogue: Catalogue, tag: string): unknown {
  let made: Rules | undefined
  const rules = (): Rules => (made ??= rulesOf(tag))
  const say =
    (text: Text) =>
    (...values: Filled[]) =>
      fill(text, values, rules)
  const group = (texts: Catalogue): object => {
    const said: Record<string, unknown> = {}
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === 'string') said[name] = text.includes('{') ? say(text) : text
      else said[name] = hasForms(text) ? say(text) : group(text)
    }
    return said
  }
  return group(catalogue)
}

/** Where it is as simple as this Intl is spared, whose first use takes as long as a third of the page. */
const oneOrMany: Rules = { select: (n) => (n === 1 ? 'one' : 'other') }

/** The plural's categories of a language, for whole numbers. */
export function rulesOf(tag: string): Rules {
  return tag === 'en' || tag === 'de' ? oneOrMany : new Intl.PluralRules(tag)
}
