import type { app } from '../src/wailsjs/go/models'
import { ago, day, hour, midnight } from './moments'
import { long } from './connections'
import type { Say } from './speech'

function days(n: number, share: (daysAgo: number) => number): app.HistoryDay[] {
  return Array.from({ length: n }, (_, i) => {
    const daysAgo = n - 1 - i
    const fresh = share(daysAgo)
    const known = fresh >= 0
    return {
      from: midnight(daysAgo), to: midnight(daysAgo - 1), fresh: known ? fresh * 0.9 : 0, stale: known ? (1 - fresh) * 0.9 : 0, unknown: known ? 0.1 : 1,
      share: known ? Math.round(fresh * 100) : -1, tiles: known ? 12 : 0, staleTiles: known ? Math.ceil((1 - fresh) * 12) : 0,
    }
  })
}

export function none(n: number): app.History {
  return { at: ago(0), days: days(n, () => -1), share: -1, outages: [], moreOutages: 0 }
}

export function good(n: number): app.History {
  return { at: ago(0), days: days(n, (i) => (i % 7 === 5 ? -1 : 1)), share: 100, outages: [], moreOutages: 0 }
}

function outage(id: string, over: Partial<app.Outage>): app.Outage {
  return {
    id, connection: 'powerbi-1', cause: 'sign_in_expired', state: 'stopped', from: ago(26 * hour), to: '', count: 3,
    names: ['Revenue this month', 'Orders by region', 'Open invoices'], tiles: ['powerbi-1/tile-0'], dashboards: ['Monthly closing'], ...over,
  }
}

export function trouble(n: number): app.History {
  return {
    at: ago(0), share: 86, moreOutages: 3,
    days: days(n, (i) => (i % 7 === 5 ? -1 : i < 2 ? 0.4 : i === 6 ? 0.7 : 1)),
    outages: [
      outage('1', {}),
      outage('2', { cause: 'source_credentials', state: 'failing', from: ago(8 * day), to: ago(5 * day), count: 1, names: ['Headcount'] }),
      outage('3', { cause: 'capacity', state: 'late', from: ago(6 * day), to: ago(6 * day - 90), count: 12 }),
    ],
  }
}

export function longNames(n: number): app.History {
  const past = trouble(n)
  return { ...past, outages: past.outages.map((o) => ({ ...o, names: [long.title, long.title, long.title], dashboards: [long.dashboard] })) }
}

export function notices(say: Say, names = 'Revenue this month, Orders by region'): app.Notice[] {
  const notice = (id: string, over: Partial<app.Notice>): app.Notice => ({
    id, at: ago(20), kind: 'sign_in', connection: 'powerbi-1', cause: 'sign_in_expired', remedy: 'sign_in', title: say("We couldn't refresh some tiles in Power BI"),
    text: `${say('Power BI no longer accepts your sign-in.')} ${names}`, tiles: ['powerbi-1/tile-0'], shown: true, endedAt: '', seen: false, ...over,
  })
  return [
    notice('1', {}),
    notice('2', { at: ago(26 * hour), kind: 'failing', cause: 'source_credentials', remedy: 'ask_owner', title: say("%d tiles aren't refreshing").replace('%d', '3'), seen: true }),
    notice('3', { at: ago(50 * hour), kind: 'recovered', cause: '', remedy: '', title: say('Your tiles are refreshing again'), endedAt: ago(49 * hour), seen: true, tiles: [] }),
  ]
}
