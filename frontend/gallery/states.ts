// Every state that a view can be in, with what the Go side would answer in it.
import { app as sample } from '../src/test/samples'
import type { Texts } from '../src/texts/texts'
import type { Route } from '../src/data/route.svelte'
import type { app } from '../src/wailsjs/go/models'
import { about, checked, failing, firstRun, never, preferences, runs, settings, type Answers } from './answers'
import * as attention from './attention'
import * as connections from './connections'
import * as past from './history'
import { ago, ahead, hour } from './moments'
import type { Say, Tongue } from './speech'
import * as tiles from './tiles'

/** Who looks: the language and the theme. */
export interface Look {
  readonly say: Say
  readonly tongue: Tongue
  readonly theme: string
}

export interface State {
  readonly view: Route | 'notices'
  readonly name: string
  /** What the Go side answers beside what it answers always. */
  readonly answers: (look: Look) => Answers
  /** The names of the buttons that lead there, in their order. */
  readonly press?: (t: Texts) => readonly string[]
}

type Part = (look: Look) => Partial<app.Snapshot>

const base = ({ tongue, theme }: Look): Partial<app.Snapshot> => ({
  at: ago(0), until: ahead(hour), checkedAt: ago(4), language: tongue, zone: 'Europe/Berlin', settings: settings(theme),
})

function snapshot(look: Look, over: Partial<app.Snapshot>): app.Snapshot {
  const all = { ...base(look), ...over }
  return sample.snapshot({ ...all, counts: tiles.counts(all.tiles ?? []) })
}

const good: Part = ({ say }) => ({ connections: [connections.ana()], tiles: tiles.good(say) })
const trouble: Part = ({ say }) => ({
  health: 'attention', connections: [connections.ended(say), connections.server(say)], tiles: tiles.trouble(say), attention: attention.trouble(say),
  notices: past.notices(say), newNotices: 1,
})
const offline: Part = ({ say }) => ({ health: 'cant_tell', checkedAt: ago(5 * hour), connections: [connections.ana({ checkedAt: ago(5 * hour) })], tiles: tiles.offline(say) })
const long: Part = ({ say }) => ({
  health: 'attention', connections: connections.longNames(say), tiles: tiles.longNames(say), attention: attention.longNames(say), newNotices: 128,
  notices: past.notices(say, connections.long.title), warnings: [{ code: 'damaged_set_aside', text: `${say('A part of it is missing.')} /home/ana/.local/share/${connections.long.account}/settings.db.damaged` }],
})
const empty: Part = () => ({ health: 'cant_tell', checkedAt: '', firstRun: firstRun('purpose'), needsClientId: true })

/** A state with a snapshot, and what belongs to it. */
function shown(view: State['view'], name: string, part: Part, more: (look: Look) => Answers = () => ({}), press?: State['press']): State {
  return {
    view, name, ...(press && { press }),
    answers: (look) => {
      const all = snapshot(look, part(look))
      return { First: () => Promise.resolve({ page: view, snapshot: all, more: 0 }), News: () => Promise.resolve({ version: 1, snapshot: all, part: false, moved: false, order: [] }), ...more(look) }
    },
  }
}

/** What every view can be in: the snapshot itself is still to come, or can't be had. */
function unread(view: Route): State[] {
  return [
    { view, name: 'loading', answers: () => ({ First: never }) },
    { view, name: 'error', answers: ({ say }) => ({ First: failing(say), News: failing(say) }) },
  ]
}

function step(name: app.FirstRunStep): State {
  return shown('settings', `first run: ${name}`, () => ({
    health: 'cant_tell', checkedAt: '', firstRun: firstRun(name), connections: name === 'server' || name === 'start' ? [connections.ana({ checkedAt: '' })] : [],
  }))
}

const wrongOrganisation: Answers = {
  CheckOrganisation: () => Promise.resolve({
    good: false, tenant: 'contosso.com', clientId: '', cloud: '', cloudName: '', cancelled: false,
    findings: [
      { part: 'service', state: 'good', text: '', details: '' },
      { part: 'tenant', state: 'bad', text: 'Check the organisation for a typing mistake.', details: 'AADSTS90002' },
      { part: 'client_id', state: 'open', text: '', details: '' },
    ],
  }),
}

const waiting: app.SigningIn = { connection: '', stage: 'waiting', permission: false, canOpenAgain: true, until: ahead(5), server: false, noBrowser: false }
const check = (t: Texts): string[] => [t.about.run]

const account = 'ana@contoso.com'

const mySettings: State[] = [
  ...(['purpose', 'organisation', 'sign_in', 'server', 'start'] as const).map(step),
  shown('settings', 'first run: wrong values', () => ({ health: 'cant_tell', firstRun: firstRun('organisation') }), () => wrongOrganisation, (t) => [t.firstRun.organisation.go]),
  shown('settings', 'good', good),
  shown('settings', 'expiring', () => ({ health: 'attention', connections: [connections.ana({ state: 'expiring', daysLeft: 3, percentLeft: 3, goodUntil: ahead(3 * 24 * hour) })] })),
  shown('settings', 'trouble', trouble),
  shown('settings', 'offline', offline),
  shown('settings', 'waiting for the browser', (look) => ({ ...good(look), signing: waiting })),
  shown('settings', 'no browser', (look) => ({ ...good(look), signing: { ...waiting, noBrowser: true, connection: 'powerbi-1' } })),
  shown('settings', 'sandbox', (look) => ({ ...good(look), sandbox: true })),
  shown('settings', 'menu open', good, undefined, (t) => [t.connection.moreOf(account)]),
  shown('settings', 'signing out', good, undefined, (t) => [t.connection.signOutOf(account)]),
  shown('settings', 'adding a server', good, undefined, (t) => [t.settings.addServer]),
  shown('settings', 'long names', long),
]

const firstTile = 'Revenue this month'

const allTiles: State[] = [
  shown('tiles', 'empty', empty),
  shown('tiles', 'looking', () => ({ connections: [connections.ana({ checkedAt: '' })], checkedAt: '', checking: true, health: 'cant_tell' })),
  shown('tiles', 'none found', () => ({ connections: [connections.ana()] })),
  shown('tiles', 'good', good),
  shown('tiles', 'trouble', trouble, () => ({ Runs: () => Promise.resolve(runs) })),
  shown('tiles', 'choosing', trouble, undefined, (t) => [t.select.begin]),
  shown('tiles', 'keeping fresh', good, undefined, (t) => [t.tiles.keepOne('Orders by region')]),
  shown('tiles', 'last runs', trouble, () => ({ Runs: () => Promise.resolve(runs) }), (t) => [t.runs.of(firstTile)]),
  shown('tiles', 'offline', offline),
  shown('tiles', 'long names', long),
]

const history: State[] = [
  shown('history', 'reading', good, () => ({ History: never })),
  shown('history', 'not to be read', good, ({ say }) => ({ History: failing(say) })),
  shown('history', 'empty', empty, () => ({ History: (n) => Promise.resolve(past.none(n)) })),
  shown('history', 'good', good, () => ({ History: (n) => Promise.resolve(past.good(n)) })),
  shown('history', 'trouble', trouble, () => ({ History: (n) => Promise.resolve(past.trouble(n)) })),
  shown('history', '90 days', trouble, () => ({ History: (n) => Promise.resolve(past.trouble(n)) }), (t) => [t.history.range(90)]),
  shown('history', 'offline', offline, () => ({ History: (n) => Promise.resolve(past.none(n)) })),
  shown('history', 'long names', long, () => ({ History: (n) => Promise.resolve(past.longNames(n)) })),
  shown('notices', 'none', good),
  shown('notices', 'trouble', trouble),
  shown('notices', 'long names', long),
]

const allPreferences: State[] = [
  shown('preferences', 'reading', good, () => ({ Preferences: never })),
  shown('preferences', 'not to be read', good, ({ say }) => ({ Preferences: failing(say) })),
  shown('preferences', 'good', good),
  shown('preferences', 'held by policy', (look) => ({ ...good(look), settings: settings(look.theme, true) })),
  shown('preferences', 'deleting everything', good, undefined, (t) => [t.erase.open]),
  shown('preferences', 'otherwise than set', good, ({ say }) => ({
    Preferences: () => Promise.resolve({ ...preferences(`/home/${connections.long.account}/.local/share/mysettings`, true), snoozed: true, quietUntil: ahead(hour) }),
    Set: failing(say),
  })),
]

const help: State[] = [
  shown('about', 'keys', good, undefined, (t) => [t.about.keysShow]),
  shown('about', 'reading', good, () => ({ About: never })),
  shown('about', 'not to be read', good, ({ say }) => ({ About: failing(say) })),
  shown('about', 'good', good),
  shown('about', 'checking', good, () => ({ RunChecks: never }), check),
  shown('about', 'everything in order', good, ({ say }) => ({ RunChecks: () => Promise.resolve(checked(say, false)) }), check),
  shown('about', 'trouble', good, ({ say }) => ({ RunChecks: () => Promise.resolve(checked(say, true)) }), check),
  shown('about', 'long names', good, ({ say }) => ({ RunChecks: () => Promise.resolve(checked(say, true, ` (${connections.long.host})`)) }), check),
  shown('about', 'checks fail', good, ({ say }) => ({ RunChecks: failing(say) }), check),
]

export const states: readonly State[] = [...unread('settings'), ...mySettings, ...allTiles, ...history, ...allPreferences, ...help]

/** What the Go side answers in every state. */
export function always({ say }: Look): Answers {
  return {
    Preferences: () => Promise.resolve(preferences()),
    About: () => Promise.resolve(about(say)),
    History: (n) => Promise.resolve(past.good(n)),
    Runs: () => Promise.resolve([]),
    KeptModels: () => Promise.resolve([]),
    OrganisationGuide: () => Promise.resolve('http://localhost'),
    PreviewKeep: () => Promise.resolve({ next: ahead(hour), perDay: 24, ownPerDay: 24, quota: 8, quotaKnown: true, overQuota: true, sameModel: 2 }),
    PlanErase: () => Promise.resolve({ goes: [say('Everything known about your tiles, their history and the notices')], stays: [], word: 'delete' }),
  }
}
