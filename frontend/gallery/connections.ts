import { app as sample } from '../src/test/samples'
import type { app } from '../src/wailsjs/go/models'
import { ago, ahead, day, hour } from './moments'
import type { Say } from './speech'

/** Names as long as they get, and one that can't be broken. */
export const long = {
  person: 'Maximiliane Freifrau von und zu Hohenlohe-Schillingsfürst-Waldenburg',
  account: 'maximiliane.von.und.zu.hohenlohe-schillingsfuerst@internationalebeteiligungsgesellschaft.example.com',
  organisation: 'internationalebeteiligungsgesellschaft.example.com',
  host: 'reportserver-for-the-controlling-department.internationalebeteiligungsgesellschaft.example.com',
  workspace: 'Group controlling, planning and international reporting for subsidiaries (production)',
  dashboard: 'Consolidated monthly closing of all companies including joint ventures, with comments',
  title: 'Donaudampfschifffahrtsgesellschaftskapitänsverantwortungsbereich per company and quarter, compared with the plan',
  report: 'Controlling/Group/Consolidated/Monthly closing/Detail with comments and deviations from plan',
  owner: 'responsible-person-for-data-models@internationalebeteiligungsgesellschaft.example.com',
}

export function ana(over: Partial<app.Connection> = {}): app.Connection {
  return sample.connection({
    signedInAt: ago(40 * day), renewedAt: ago(2 * hour), goodUntil: ahead(84 * day), checkedAt: ago(4), ...over,
  })
}

/** The same person, whose sign-in ended. */
export function ended(say: Say): app.Connection {
  return ana({
    state: 'expired', endedAt: ago(26 * hour), goodUntil: ago(26 * hour), daysLeft: 0, percentLeft: 0,
    problem: {
      cause: 'sign_in_expired', remedy: 'sign_in', text: say('Power BI no longer accepts your sign-in.'),
      code: 'invalid_grant', correlationId: '6f0c0b9e-0000-4000-8000-3d1f2b7a9c11',
    },
  })
}

export function server(say: Say, over: Partial<app.Connection> = {}, about: Partial<app.Server> = {}): app.Connection {
  return sample.serverConnection(
    { signedInAt: ago(20 * day), goodUntil: ahead(70 * day), daysLeft: 70, percentLeft: 78, checkedAt: ago(4), ...over },
    { integrationText: say('Your sign-in to Power BI sees it on %s.').replace('%s', '“Plant 1”'), statusAt: ago(4), ...about },
  )
}

/** Two accounts and a report server, whose names are too long for anything. */
export function longNames(say: Say): app.Connection[] {
  return [
    ana({ name: long.account, person: long.person, initials: 'MH', organisation: long.organisation }),
    ana({ id: 'powerbi-2', name: 'ben@contoso.com', person: '', initials: 'B', state: 'expiring', daysLeft: 3, percentLeft: 3, goodUntil: ahead(3 * day) }),
    server(say, { name: `CONTOSO\\${long.account}` }, {
      host: long.host, url: `https://${long.host}/reports`, product: 'SQL Server Reporting Services, with all service packs',
      account: long.account, user: `CONTOSO\\${long.account}`,
    }),
  ]
}
