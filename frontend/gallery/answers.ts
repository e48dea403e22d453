import type * as bindings from '../src/wailsjs/go/app/Bindings'
import type { app } from '../src/wailsjs/go/models'
import { ago } from './moments'
import type { Say } from './speech'

type All = typeof bindings

/** What the Go side answers, by the names of the bindings. */
export type Answers = { [M in keyof All]?: (...given: Parameters<All[M]>) => ReturnType<All[M]> }

/** An answer that doesn't come. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}

/** An answer that is an error, as the Go side tells one. */
export function failing(say: Say): () => Promise<never> {
  const failure = {
    text: say('Another program is holding on to the app\'s data.'),
    do: say('Wait a moment, then try again; a backup or a virus scanner may be reading it.'),
    code: 'busy', details: 'database is locked (5) (SQLITE_BUSY)',
  }
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is how the bridge does it
  return () => Promise.reject(failure)
}

export function setting(key: string, value: string, locked = false): app.Setting {
  return { key, value, source: locked ? 'policy' : 'default', locked }
}

/** Every setting as it is at first; what the policy holds of them is locked. */
export function settings(theme: string, locked = false): app.Setting[] {
  return [
    setting('theme', theme), setting('language', 'auto'), setting('notify', 'true', locked), setting('notify.kinds', 'sign_in expiring stopped failing late recovered'),
    setting('notify.quiet_hours', locked ? '22:00-07:00' : '', locked), setting('notify.snooze_until', ''), setting('warn.lead_days', '14'),
    setting('start_at_login', 'true', locked), setting('check.every', '1h', locked), setting('catch_up', 'true'), setting('history.days', '90'),
    setting('cloud', 'public', locked), setting('tenant', 'contoso.com', locked), setting('client_id', '11111111-2222-4333-8444-555555555555', locked),
    setting('authority', ''), setting('powerbi_api', ''), setting('scopes', ''), setting('proxy', locked ? 'http://proxy.contoso.com:8080' : '', locked),
    setting('ca_file', ''), setting('protection', 'auto'), setting('contact', locked ? 'it-help@contoso.com' : '', locked),
  ]
}

const checkNames = {
  data_folder: 'Data folder', settings: 'Settings', keyring: 'Keyring', proxy: 'Proxy', authority: 'Sign-in service and clock', organisation: 'Organisation',
  powerbi_api: 'Power BI', sign_in: 'Sign-ins', report_servers: 'Report servers', watching: 'Watching', start_at_login: 'Start at login',
  parts: 'Parts of the app', notifications: 'Notifications', tray_host: 'Tray icon',
}

export function about(say: Say): app.About {
  return {
    version: '1.4.0', commit: '05341b8c0ffee', go: 'go1.26', os: 'linux/amd64', dataFolder: '/home/ana/.local/share/mysettings',
    checks: Object.entries(checkNames).map(([id, title]) => ({ id, title: say(title) })),
    links: [{ id: 'refresh', name: say('How Power BI refreshes data'), host: 'learn.microsoft.com' }],
  }
}

/** What the checks find: nothing wrong, or something of everything. */
export function checked(say: Say, wrong: boolean, more = ''): app.Checked[] {
  return Object.keys(checkNames).map((id): app.Checked => {
    const one = { id, state: 'good' as const, text: say("The system's keyring answers."), do: '', details: '', action: '' as const, target: '' }
    if (!wrong) return one
    if (id === 'powerbi_api') return { ...one, state: 'bad', text: say("Power BI can't be reached.") + more, do: say('Check your connection and the proxy, then try again.'), details: `dial tcp: lookup api.powerbi.com: no such host${more}` }
    if (id === 'watching') return { ...one, state: 'note', text: say('Nothing watches the tiles now.'), action: 'start_tray' }
    if (id === 'report_servers') return { ...one, state: 'skipped', text: '' }
    return one
  })
}

export function preferences(folder = '/home/ana/.local/share/mysettings', wrong = false): app.Preferences {
  return {
    dataFolder: folder, protection: 'keyring', atLogin: { on: !wrong, text: '', canFix: wrong },
    languages: [{ tag: 'en', name: 'English' }, { tag: 'de', name: 'Deutsch' }], quietUntil: '', snoozed: false,
  }
}

/** The first run at one of its steps. */
export function firstRun(step: app.FirstRunStep): app.FirstRun {
  const order: app.FirstRunStep[] = ['purpose', 'organisation', 'sign_in', 'server', 'start']
  const at = order.indexOf(step)
  return {
    step, canSkip: step === 'server', canTry: true, connected: at > 2, startAtLogin: true,
    steps: order.map((name, i) => ({ step: name, state: i < at ? 'done' : 'todo', back: i < at })),
    organisation: { cloud: 'public', tenant: at > 0 ? 'contoso.com' : '', clientId: '', cloudLocked: false, tenantLocked: false, clientLocked: false },
  }
}

export const runs: app.TileRun[] = [
  { mark: 'f', at: ago(30), end: ago(29), seconds: 60, by: 'schedule', cause: 'source_credentials', query: false, code: 'DM_GWPipeline_Gateway_DataSourceAccessError' },
  { mark: 'm', at: ago(90), end: '', seconds: 0, by: '', cause: '', query: false, code: '' },
  { mark: 'g', at: ago(150), end: ago(148), seconds: 120, by: 'app', cause: '', query: false, code: '' },
]
