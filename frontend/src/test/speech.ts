// What the window does before the page's script: the tests speak English.
import english from '../../../app/language/en.json'

globalThis.speech = { tag: 'en', locale: 'en', texts: english.page }
