// Made by scripts/texts.mjs (npm run texts) from app/language/en.json: not to be edited.
import type { Filled } from './catalogue'

/** Every text of the page. */
export interface Texts {
  readonly nav: {
    readonly label: string
    readonly settings: string
    readonly tiles: string
    readonly history: string
    readonly preferences: string
    readonly about: string
    readonly skip: string
    readonly newNotices: (a: Filled) => string
    readonly needAttention: (a: number) => string
  }
  readonly sandbox: {
    readonly mark: string
    readonly text: string
  }
  readonly when: {
    readonly now: string
    readonly past: {
      readonly minute: (a: number) => string
      readonly hour: (a: number) => string
      readonly day: (a: number) => string
      readonly week: (a: number) => string
      readonly month: (a: number) => string
    }
    readonly future: {
      readonly minute: (a: number) => string
      readonly hour: (a: number) => string
      readonly day: (a: number) => string
      readonly week: (a: number) => string
      readonly month: (a: number) => string
    }
  }
  readonly health: {
    readonly good: string
    readonly attention: string
    readonly signed_out: string
    readonly cant_tell: string
    readonly checking: string
    readonly checked: (a: Filled) => string
    readonly never: string
    readonly checkNow: string
    readonly label: string
  }
  readonly page: {
    readonly loading: string
    readonly failed: string
    readonly retry: string
  }
  readonly messages: {
    readonly label: string
    readonly close: string
    readonly unexpected: string
    readonly unexpectedDo: string
    readonly details: string
  }
  readonly settings: {
    readonly title: string
    readonly lead: string
    readonly connections: string
    readonly addAccount: string
    readonly addServer: string
    readonly purposeTitle: string
    readonly purposeSee: string
    readonly purposeRefresh: string
    readonly purposeKeep: string
    readonly purposeServer: string
  }
  readonly welcome: {
    readonly text: string
    readonly button: string
    readonly server: string
  }
  readonly firstRun: {
    readonly lead: string
    readonly steps: string
    readonly where: (a: Filled, b: Filled) => string
    readonly later: string
    readonly leave: string
    readonly skip: string
    readonly next: string
    readonly name: {
      readonly purpose: string
      readonly organisation: string
      readonly sign_in: string
      readonly server: string
      readonly start: string
    }
    readonly title: {
      readonly purpose: string
      readonly organisation: string
      readonly sign_in: string
      readonly server: string
      readonly start: string
    }
    readonly state: {
      readonly todo: string
      readonly done: string
      readonly skipped: string
      readonly given: string
    }
    readonly purpose: {
      readonly text: string
      readonly connect: string
      readonly connectText: string
      readonly connectButton: string
      readonly serverOnly: string
      readonly sandbox: string
      readonly sandboxText: string
      readonly sandboxButton: string
      readonly sandboxOpen: string
    }
    readonly organisation: {
      readonly text: string
      readonly tenant: string
      readonly tenantHint: string
      readonly clientHint: string
      readonly cloudHint: string
      readonly go: string
      readonly again: string
      readonly anyway: string
      readonly stop: string
      readonly checking: string
      readonly good: string
      readonly bad: string
      readonly otherCloud: (a: Filled) => string
      readonly takeCloud: string
      readonly found: {
        readonly good: string
        readonly bad: string
        readonly open: string
      }
    }
    readonly guide: {
      readonly title: string
      readonly text: string
      readonly show: string
    }
    readonly signIn: {
      readonly organisation: (a: Filled) => string
      readonly change: string
    }
    readonly server: {
      readonly text: string
      readonly known: (a: Filled) => string
      readonly skip: string
    }
    readonly start: {
      readonly text: string
      readonly yes: string
      readonly no: string
    }
  }
  readonly connection: {
    readonly state: {
      readonly signed_in: string
      readonly expiring: string
      readonly expired: string
      readonly blocked: string
      readonly signed_out: string
      readonly unknown: string
    }
    readonly kind: {
      readonly powerbi: string
      readonly reportserver: string
    }
    readonly on: (a: Filled) => string
    readonly unnamed: string
    readonly organisation: string
    readonly cloud: (a: Filled) => string
    readonly since: string
    readonly sinceEnded: string
    readonly until: string
    readonly untilAbout: (a: Filled) => string
    readonly untilDate: (a: Filled) => string
    readonly renewed: string
    readonly left: (a: number) => string
    readonly permissions: string
    readonly see: string
    readonly seeAndRefresh: string
    readonly protection: string
    readonly protectedBy: {
      readonly keyring: string
      readonly file: string
      readonly memory: string
    }
    readonly paused: (a: Filled) => string
    readonly signIn: string
    readonly signInAgain: string
    readonly signInAgainTo: (a: Filled) => string
    readonly signOut: string
    readonly signOutOf: (a: Filled) => string
    readonly copyDetails: string
    readonly moreOf: (a: Filled) => string
    readonly facts: string
    readonly ring: (a: Filled) => string
    readonly goodUntil: (a: Filled) => string
    readonly goodUntilAbout: (a: Filled) => string
    readonly endedOn: (a: Filled) => string
  }
  readonly server: {
    readonly signInOn: (a: Filled) => string
    readonly signInAgainOn: (a: Filled) => string
    readonly signOutOn: (a: Filled) => string
    readonly enterOn: (a: Filled) => string
    readonly you: string
    readonly ownLogin: string
    readonly typedLogin: (a: Filled) => string
    readonly kept: string
    readonly noAccount: string
    readonly asked: (a: Filled) => string
    readonly seen: (a: Filled) => string
    readonly password: string
    readonly expires: string
    readonly around: (a: Filled) => string
    readonly estimate: string
    readonly pins: string
    readonly enter: string
    readonly enterText: string
    readonly openPage: string
    readonly pinAnother: string
    readonly pinning: string
    readonly remove: string
    readonly entered: string
    readonly removed: (a: Filled) => string
  }
  readonly addServer: {
    readonly title: string
    readonly text: string
    readonly address: string
    readonly addressHint: string
    readonly add: string
    readonly looking: string
    readonly cancel: string
    readonly cancelled: string
    readonly plainTitle: string
    readonly plainGo: string
    readonly plainBack: string
    readonly back: string
    readonly done: (a: Filled) => string
  }
  readonly login: {
    readonly title: (a: Filled) => string
    readonly user: string
    readonly userHint: string
    readonly password: string
    readonly passwordHint: string
    readonly signIn: string
    readonly checking: string
    readonly cancel: string
    readonly otherWays: string
    readonly way: string
    readonly ways: {
      readonly computer: string
      readonly ntlm: string
      readonly basic: string
      readonly forms: string
    }
    readonly waysText: {
      readonly computer: string
      readonly ntlm: string
      readonly basic: string
      readonly forms: string
    }
    readonly missing: string
  }
  readonly failure: {
    readonly copy: string
    readonly copied: string
  }
  readonly signing: {
    readonly starting: string
    readonly waiting: string
    readonly waitingText: string
    readonly waitingPermission: string
    readonly permissionText: string
    readonly saving: string
    readonly openAgain: string
    readonly cancel: string
    readonly until: (a: Filled) => string
    readonly done: string
    readonly cancelled: string
    readonly server: {
      readonly opening: string
      readonly waiting: string
      readonly waitingText: string
      readonly running: string
      readonly address: string
    }
  }
  readonly signOut: {
    readonly title: (a: Filled) => string
    readonly does: string
    readonly doesNot: string
    readonly confirm: string
    readonly cancel: string
    readonly done: string
    readonly server: {
      readonly title: (a: Filled) => string
      readonly does: string
      readonly how: string
      readonly page: string
      readonly pageText: string
      readonly ask: string
      readonly askText: string
      readonly confirmPage: string
      readonly confirmAsk: string
      readonly opened: string
      readonly asked: (a: Filled) => string
    }
  }
  readonly remove: {
    readonly title: (a: Filled) => string
    readonly does: (a: number) => string
    readonly doesNot: string
    readonly confirm: string
    readonly cancel: string
  }
  readonly pin: {
    readonly from: (a: Filled) => string
    readonly report: (a: Filled) => string
    readonly paused: string
    readonly pause: string
    readonly resume: string
    readonly openReport: string
    readonly openDashboard: string
    readonly delete: string
    readonly more: (a: Filled) => string
    readonly asked: string
    readonly askedMany: (a: number) => string
    readonly isPaused: (a: Filled) => string
    readonly isResumed: (a: Filled) => string
    readonly isDeleted: (a: Filled) => string
    readonly deleteTitle: (a: Filled) => string
    readonly deleteDoes: (a: Filled) => string
    readonly deleteDoesNot: string
    readonly deleteConfirm: string
    readonly deleteCancel: string
  }
  readonly attention: {
    readonly title: string
    readonly since: (a: Filled) => string
    readonly others: (a: number) => string
    readonly showTiles: string
    readonly details: string
    readonly forAdmin: string
    readonly forOwner: string
    readonly waits: string
    readonly cause: string
    readonly code: string
    readonly serverCode: string
    readonly correlation: string
  }
  readonly remedy: {
    readonly none: string
    readonly sign_in: string
    readonly ask_admin: string
    readonly ask_owner: string
    readonly open: string
    readonly wait: string
    readonly refresh_now: string
  }
  readonly copied: {
    readonly details: string
    readonly admin: string
    readonly owner: string
  }
  readonly state: {
    readonly fresh: string
    readonly waiting: string
    readonly late: string
    readonly failing: string
    readonly stopped: string
    readonly unseen: string
  }
  readonly cause: {
    readonly none: string
    readonly sign_in_expired: string
    readonly signed_out: string
    readonly sign_in_refused: string
    readonly admin_needed: string
    readonly source_credentials: string
    readonly gateway: string
    readonly item_missing: string
    readonly model_error: string
    readonly tile_deleted: string
    readonly schedule_off: string
    readonly subscription_off: string
    readonly capacity: string
    readonly throttled: string
    readonly server_unreachable: string
    readonly service_down: string
    readonly late: string
    readonly no_permission: string
    readonly server_login: string
    readonly not_watchable: string
    readonly not_checked: string
    readonly unrecognised: string
  }
  readonly tiles: {
    readonly title: string
    readonly summary: (a: number, b: number) => string
    readonly search: string
    readonly filter: string
    readonly all: string
    readonly kept: string
    readonly noneYet: string
    readonly noneYetText: string
    readonly looking: string
    readonly noneFound: string
    readonly noneFoundText: string
    readonly noMatch: string
    readonly noMatchText: string
    readonly showAll: string
    readonly connection: string
    readonly everyConnection: string
    readonly untitled: string
    readonly list: {
      readonly dashboard: string
      readonly cause: string
      readonly none: string
      readonly model: string
    }
    readonly on: (a: Filled) => string
    readonly workspaceOf: (a: Filled) => string
    readonly lastGood: (a: Filled) => string
    readonly nextDue: (a: Filled) => string
    readonly refresh: string
    readonly refreshOne: (a: Filled) => string
    readonly asked: string
    readonly askedMany: (a: number) => string
    readonly refreshAll: (a: number) => string
    readonly keep: string
    readonly keepOne: (a: Filled) => string
    readonly keptOne: (a: Filled, b: Filled) => string
    readonly open: string
    readonly openOne: (a: Filled) => string
    readonly shown: (a: number) => string
  }
  readonly arrange: {
    readonly group: string
    readonly sort: string
    readonly groups: {
      readonly dashboard: string
      readonly cause: string
      readonly none: string
    }
    readonly sorts: {
      readonly name: string
      readonly worst: string
      readonly oldest: string
      readonly next: string
    }
    readonly count: (a: number) => string
  }
  readonly select: {
    readonly begin: string
    readonly end: string
    readonly one: (a: Filled) => string
    readonly bar: string
    readonly count: (a: Filled) => string
    readonly all: (a: Filled) => string
  }
  readonly mute: {
    readonly muted: string
    readonly mutedBoard: string
    readonly mute: string
    readonly unmute: string
    readonly muteOne: (a: Filled) => string
    readonly unmuteOne: (a: Filled) => string
    readonly muteBoard: (a: Filled) => string
    readonly unmuteBoard: (a: Filled) => string
    readonly muteHint: string
    readonly unmuteHint: string
    readonly muteBoardHint: string
    readonly unmuteBoardHint: string
    readonly done: (a: Filled) => string
    readonly undone: (a: Filled) => string
    readonly doneMany: (a: number) => string
    readonly undoneMany: (a: number) => string
    readonly undo: string
  }
  readonly runs: {
    readonly of: (a: Filled) => string
    readonly show: string
    readonly title: (a: Filled) => string
    readonly none: string
    readonly reading: string
    readonly close: string
    readonly summary: (a: Filled, b: Filled) => string
    readonly counted: {
      readonly good: (a: Filled) => string
      readonly failed: (a: Filled) => string
      readonly missed: (a: Filled) => string
      readonly running: (a: Filled) => string
      readonly cancelled: (a: Filled) => string
      readonly paused: (a: Filled) => string
      readonly unclear: (a: Filled) => string
    }
    readonly mark: {
      readonly good: string
      readonly failed: string
      readonly missed: string
      readonly running: string
      readonly cancelled: string
      readonly paused: string
      readonly unclear: string
    }
    readonly by: {
      readonly none: string
      readonly schedule: string
      readonly app: string
      readonly hand: string
      readonly program: string
    }
    readonly query: string
    readonly seconds: (a: number) => string
    readonly minutes: (a: number) => string
  }
  readonly refreshing: {
    readonly label: string
    readonly going: (a: Filled, b: Filled) => string
    readonly ended: (a: number) => string
    readonly bad: (a: number) => string
    readonly each: string
    readonly more: (a: number) => string
    readonly close: string
    readonly stage: {
      readonly asking: string
      readonly asked: string
      readonly running: string
      readonly done: string
      readonly failed: string
      readonly cancelled: string
      readonly refused: string
    }
  }
  readonly kept: {
    readonly model: string
    readonly perDay: (a: number) => string
    readonly own: (a: Filled) => string
    readonly quota: (a: Filled) => string
    readonly perhapsQuota: (a: Filled) => string
  }
  readonly keep: {
    readonly title: (a: Filled) => string
    readonly lead: string
    readonly every: string
    readonly hourly: string
    readonly daily: string
    readonly weekly: string
    readonly at: string
    readonly minute: string
    readonly minutePast: (a: number) => string
    readonly on: string
    readonly next: (a: Filled) => string
    readonly zone: (a: Filled) => string
    readonly sameModel: (a: number) => string
    readonly perDay: (a: number) => string
    readonly overQuota: (a: Filled) => string
    readonly perhapsOverQuota: (a: Filled) => string
    readonly permission: string
    readonly save: string
    readonly change: string
    readonly stop: string
    readonly cancel: string
    readonly saved: (a: Filled) => string
    readonly stopped: (a: Filled) => string
    readonly days: {
      readonly mon: string
      readonly tue: string
      readonly wed: string
      readonly thu: string
      readonly fri: string
      readonly sat: string
      readonly sun: string
    }
    readonly short: {
      readonly mon: string
      readonly tue: string
      readonly wed: string
      readonly thu: string
      readonly fri: string
      readonly sat: string
      readonly sun: string
    }
    readonly everyDay: string
    readonly how: {
      readonly hourly: string
      readonly daily: (a: Filled) => string
      readonly weekly: (a: Filled, b: Filled) => string
    }
  }
  readonly history: {
    readonly title: string
    readonly lead: string
    readonly parts: string
    readonly overview: string
    readonly notices: string
    readonly loading: string
    readonly none: string
    readonly noneText: string
    readonly ranges: string
    readonly range: (a: Filled) => string
    readonly export: string
    readonly exported: (a: Filled) => string
    readonly percent: (a: Filled) => string
    readonly fresh100: (a: Filled) => string
    readonly ofDays: (a: Filled) => string
    readonly unseen: string
    readonly worst: (a: Filled, b: Filled) => string
    readonly fresh: string
    readonly stale: string
    readonly unknown: string
    readonly seenPart: string
    readonly table: string
    readonly day: string
    readonly staleTiles: string
    readonly seen: string
    readonly staleOf: (a: Filled, b: Filled) => string
    readonly dayLine: (a: Filled, b: Filled, c: Filled, d: Filled, e: Filled) => string
    readonly dayUnseen: (a: Filled) => string
    readonly outages: string
    readonly noOutages: string
    readonly moreOutages: (a: number) => string
    readonly lasts: string
    readonly since: (a: Filled) => string
    readonly between: (a: Filled, b: Filled) => string
    readonly andMore: (a: Filled, b: Filled) => string
    readonly lasted: {
      readonly minutes: (a: number) => string
      readonly hours: (a: number) => string
      readonly days: (a: number) => string
    }
  }
  readonly notices: {
    readonly filter: string
    readonly filters: {
      readonly all: string
      readonly new: string
      readonly open: string
    }
    readonly noMatch: string
    readonly none: string
    readonly noneText: string
    readonly over: (a: Filled) => string
    readonly open: string
    readonly notShown: string
    readonly new: string
    readonly tiles: (a: number) => string
  }
  readonly preferences: {
    readonly title: string
    readonly locked: string
    readonly lockedAsk: (a: Filled) => string
    readonly saved: string
    readonly look: string
    readonly theme: string
    readonly themeText: string
    readonly themes: {
      readonly auto: string
      readonly light: string
      readonly dark: string
      readonly contrast: string
    }
    readonly language: string
    readonly languageText: string
    readonly languageAuto: string
    readonly telling: string
    readonly notify: string
    readonly notifyText: string
    readonly on: string
    readonly off: string
    readonly quiet: string
    readonly quietText: string
    readonly kinds: string
    readonly kindsText: string
    readonly kind: {
      readonly sign_in: string
      readonly expiring: string
      readonly stopped: string
      readonly failing: string
      readonly late: string
      readonly recovered: string
    }
    readonly kindsLeast: string
    readonly snooze: string
    readonly snoozeText: string
    readonly snoozed: (a: Filled) => string
    readonly snoozeFor: {
      readonly hour: string
      readonly morning: string
      readonly monday: string
    }
    readonly snoozeEnd: string
    readonly quietFrom: string
    readonly quietTo: string
    readonly lead: string
    readonly leadText: string
    readonly days: (a: number) => string
    readonly watching: string
    readonly every: string
    readonly everyText: string
    readonly everyHours: (a: number) => string
    readonly everyMinutes: (a: number) => string
    readonly catchUp: string
    readonly catchUpText: string
    readonly atLogin: string
    readonly atLoginText: string
    readonly atLoginFix: string
    readonly history: string
    readonly historyText: string
    readonly historyDays: (a: number) => string
    readonly network: string
    readonly proxy: string
    readonly proxyText: string
    readonly certificates: string
    readonly certificatesText: string
    readonly certificatesNone: string
    readonly certificatesChoose: string
    readonly certificatesRemove: string
    readonly data: string
    readonly folder: string
    readonly folderText: string
    readonly folderOpen: string
    readonly folderCopy: string
    readonly folderCopied: string
    readonly protection: string
    readonly protectionText: string
    readonly protections: {
      readonly auto: string
      readonly keyring: string
      readonly file: string
      readonly memory: string
    }
    readonly protectedNow: {
      readonly keyring: string
      readonly file: string
      readonly memory: string
      readonly none: string
    }
    readonly organisation: string
    readonly organisationText: string
    readonly client: string
    readonly clientText: string
    readonly tenant: string
    readonly tenantText: string
    readonly cloud: string
    readonly cloudText: string
    readonly clouds: {
      readonly public: string
      readonly gcc: string
      readonly gcchigh: string
      readonly dod: string
      readonly china: string
    }
    readonly save: string
  }
  readonly erase: {
    readonly name: string
    readonly text: string
    readonly open: string
    readonly title: string
    readonly goes: string
    readonly stays: string
    readonly type: (a: Filled) => string
    readonly confirm: string
    readonly cancel: string
    readonly working: string
    readonly doneTitle: string
    readonly doneText: string
    readonly close: string
  }
  readonly about: {
    readonly title: string
    readonly app: string
    readonly version: string
    readonly commit: string
    readonly system: string
    readonly folder: string
    readonly copy: string
    readonly copied: string
    readonly checks: string
    readonly checksText: string
    readonly run: string
    readonly again: string
    readonly running: (a: Filled) => string
    readonly doneOf: (a: Filled, b: Filled) => string
    readonly results: string
    readonly allGood: string
    readonly bad: (a: number) => string
    readonly notes: (a: number) => string
    readonly state: {
      readonly good: string
      readonly note: string
      readonly bad: string
      readonly skipped: string
      readonly waiting: string
    }
    readonly action: {
      readonly none: string
      readonly preferences: string
      readonly settings: string
      readonly sign_in: string
      readonly start_tray: string
      readonly notify: string
      readonly keyring: string
      readonly make_private: string
      readonly start_at_login: string
    }
    readonly copyChecks: string
    readonly copiedChecks: string
    readonly bundle: string
    readonly bundleText: string
    readonly bundleLook: string
    readonly bundleSave: string
    readonly bundleSaved: (a: Filled) => string
    readonly bundleGathering: string
    readonly bundleFile: (a: Filled, b: Filled) => string
    readonly bundleCut: string
    readonly keys: string
    readonly keysText: string
    readonly keysShow: string
    readonly links: string
    readonly linkTo: (a: Filled) => string
    readonly licences: string
    readonly licencesText: string
    readonly licencesShow: string
    readonly close: string
  }
  readonly keys: {
    readonly title: string
    readonly list: {
      readonly help: string
      readonly page: string
      readonly next: string
      readonly press: string
      readonly move: string
      readonly escape: string
      readonly skip: string
    }
    readonly key: {
      readonly help: string
      readonly page: string
      readonly next: string
      readonly press: string
      readonly move: string
      readonly escape: string
      readonly skip: string
    }
  }
  readonly warnings: {
    readonly label: string
    readonly dismiss: string
  }
}
