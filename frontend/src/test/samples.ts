import type { app as models } from '../wailsjs/go/models'

function connection(over: Partial<models.Connection> = {}): models.Connection {
  return {
    id: 'powerbi-1',
    kind: 'powerbi',
    name: 'ana@contoso.com',
    person: 'Ana Almeida',
    initials: 'AA',
    organisation: 'contoso.com',
    tenant: '',
    cloud: '',
    state: 'signed_in',
    signedInAt: '',
    renewedAt: '',
    goodUntil: '',
    endedAt: '',
    checkedAt: '',
    estimate: false,
    daysLeft: 84,
    percentLeft: 93,
    protection: 'keyring',
    pausedUntil: '',
    mayRefresh: true,
    ...over,
  }
}

function serverConnection(over: Partial<models.Connection> = {}, server: Partial<models.Server> = {}): models.Connection {
  return connection({
    id: 'reportserver-1',
    kind: 'reportserver',
    name: 'CONTOSO\\ana',
    estimate: true,
    server: {
      host: 'bi.contoso.com',
      url: 'https://bi.contoso.com/reports',
      page: 'https://bi.contoso.com/reports/mysettings',
      product: 'SQL Server Reporting Services',
      version: '15.0.1102.1075',
      integration: 'on',
      integrationText: 'It works with Power BI.',
      auth: 'ntlm',
      user: 'CONTOSO\\ana',
      account: 'ana@contoso.com',
      canTell: true,
      statusAt: '',
      loginTrouble: false,
      ...server,
    },
    ...over,
  })
}

function tile(over: Partial<models.Tile> = {}): models.Tile {
  return {
    id: 'powerbi-1/tile-1',
    connection: 'powerbi-1',
    workspace: 'Finance',
    dashboardId: 'board-1',
    dashboard: 'Monthly closing',
    title: 'Revenue',
    kind: 'import',
    state: 'fresh',
    cause: '',
    remedy: '',
    text: 'Up to date.',
    code: '',
    owner: '',
    since: '',
    lastGood: '',
    nextDue: '',
    canOpen: true,
    canRefresh: true,
    askable: false,
    strip: '',
    muted: '',
    ...over,
  }
}

function pin(over: Partial<models.Tile> = {}, about: Partial<models.Pin> = {}): models.Tile {
  return tile({
    id: 'reportserver-1/pin-1',
    connection: 'reportserver-1',
    workspace: '',
    kind: 'pin',
    pin: {
      report: 'Finance/IT Spend',
      canOpenReport: true,
      place: '',
      placeText: '',
      paused: false,
      canPause: true,
      canResume: false,
      canDelete: false,
      scheduleText: '',
      ...about,
    },
    ...over,
  })
}

function attention(over: Partial<models.Attention> = {}): models.Attention {
  return {
    id: 'a1',
    connection: 'powerbi-1',
    cause: 'sign_in_expired',
    remedy: 'sign_in',
    tiles: [],
    names: [],
    since: '',
    headline: '',
    text: 'Sign in again.',
    code: '',
    ...over,
  }
}

function snapshot(over: Partial<models.Snapshot> = {}): models.Snapshot {
  return {
    at: '',
    language: 'en',
    until: '',
    health: 'good',
    checkedAt: '',
    checking: false,
    sandbox: false,
    connections: [],
    attention: [],
    counts: { total: 0, fresh: 0, waiting: 0, late: 0, failing: 0, stopped: 0, unseen: 0, muted: 0, kept: 0, askable: 0 },
    tiles: [],
    notices: [],
    newNotices: 0,
    settings: [],
    warnings: [],
    zone: 'UTC',
    needsClientId: false,
    ...over,
  }
}

/** Samples of what the Go side tells, for tests. */
export const app = { connection, serverConnection, tile, pin, attention, snapshot }
