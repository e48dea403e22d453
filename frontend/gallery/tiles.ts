import { app as sample } from '../src/test/samples'
import type { app } from '../src/wailsjs/go/models'
import { long } from './connections'
import { ago, ahead, hour } from './moments'
import type { Say } from './speech'

const titles = ['Revenue this month', 'Orders by region', 'Open invoices', 'Gross margin', 'Returns', 'Stock at hand', 'Headcount', 'Overtime', 'Complaints', 'Scrap rate', 'Energy', 'Backlog']
const boards = [['Finance', 'Monthly closing'], ['Sales', 'Sales overview'], ['Operations', 'Plant 1']] as const

type Bad = Pick<app.Tile, 'state' | 'cause' | 'remedy' | 'text' | 'strip'> & Partial<app.Tile>

/** One tile of each kind of trouble. */
function bad(say: Say): Bad[] {
  const model = { model: '“Sales model”', report: '“IT Spend”', ask: say('Ask %s to ').replace('%s', 'ben@contoso.com') }
  return [
    { state: 'stopped', cause: 'sign_in_expired', remedy: 'sign_in', strip: 'ggggggmmmm', text: say('Power BI no longer accepts your sign-in.') },
    { state: 'failing', cause: 'source_credentials', remedy: 'ask_owner', strip: 'gggggggffff', code: 'DM_GWPipeline_Gateway_DataSourceAccessError', owner: 'ben@contoso.com', text: say("{ask}enter the credentials of the data source of {model} again: Power BI can't sign in to the data with the ones it has.", model) },
    { state: 'late', cause: 'late', remedy: 'refresh_now', strip: 'ggggggggggm', askable: true, text: say("Refresh it now, or wait: {model} was due to be refreshed and wasn't.", model) },
    { state: 'stopped', cause: 'schedule_off', remedy: 'open', strip: 'ggggffffpppp', text: say('Look at {model} and switch its schedule on again: loading its data ended in errors, and Power BI has stopped trying.', model) },
    { state: 'waiting', cause: '', remedy: '', strip: 'r', lastGood: '', text: say('Nothing to do: its first refresh is under way.') },
    { state: 'unseen', cause: 'no_permission', remedy: '', strip: '', lastGood: '', nextDue: '', text: say("Nothing to do: Power BI doesn't tell how this kind of tile is doing.") },
    { state: 'failing', cause: 'gateway', remedy: 'ask_admin', strip: 'gcgcggufff', muted: 'tile', code: 'DMTS_PublishDatasourceToClusterErrorCode', text: say("Check the data gateway of {model}: Power BI couldn't get at the data through it.", model) },
  ]
}

function one(i: number, say: Say): app.Tile {
  const [workspace, dashboard] = boards[Math.floor(i / 4) % boards.length] ?? boards[0]
  return sample.tile({
    id: `powerbi-1/tile-${i}`, workspace, dashboardId: dashboard, dashboard, title: titles[i % titles.length] ?? '',
    text: say('Up to date.'), strip: 'gggggggggggg', since: ago(72 * hour), lastGood: ago(20 + i), nextDue: ahead(25 + i),
    ...(i === 0 && { kept: { every: 'hourly', at: '00:05', on: [], zone: 'Europe/Berlin', next: ahead(25), model: 'powerbi-1/model-1' } }),
  })
}

export function good(say: Say): app.Tile[] {
  return titles.map((_, i) => one(i, say))
}

export function trouble(say: Say): app.Tile[] {
  const wrong = bad(say)
  return titles.map((_, i) => {
    const tile = { ...one(i, say), lastGood: ago(50 * hour), since: ago(26 * hour) }
    return { ...tile, ...(wrong[i] ?? one(i, say)) }
  })
}

/** Tiles that nobody has been able to look at. */
export function offline(say: Say): app.Tile[] {
  return titles.map((_, i) => ({
    ...one(i, say), state: 'unseen', cause: 'service_down', remedy: 'wait',
    text: say("Wait a little: Power BI can't be reached, so this app can't tell. It tries again by itself."), nextDue: '',
  }))
}

/** The same trouble, with names that are too long for anything. */
export function longNames(say: Say): app.Tile[] {
  const rows = trouble(say).map((tile, i) => ({
    ...tile, workspace: long.workspace, dashboardId: 'long', dashboard: long.dashboard, owner: tile.owner && long.owner,
    title: i % 2 === 0 ? long.title : tile.title, code: tile.code && `${tile.code}_${tile.code}`,
  }))
  const pin = sample.pin(
    { title: long.title, dashboardId: 'long', dashboard: long.dashboard, strip: 'ggggf', lastGood: ago(90), nextDue: ahead(90), text: say('Up to date.') },
    { report: long.report, canDelete: true, paused: true, canResume: true, scheduleText: 'Monday to Friday at 6:00, 7:00, 8:00, 9:00, 10:00, 11:00, 12:00 and 13:00' },
  )
  return [...rows, pin]
}

export function counts(list: readonly app.Tile[]): app.Counts {
  const heard = list.filter((tile) => tile.muted === '')
  const of = (state: app.Tile['state']): number => heard.filter((tile) => tile.state === state).length
  return {
    total: list.length, fresh: of('fresh'), waiting: of('waiting'), late: of('late'), failing: of('failing'), stopped: of('stopped'),
    unseen: of('unseen'), muted: list.length - heard.length, kept: list.filter((tile) => tile.kept).length, askable: list.filter((tile) => tile.askable).length,
  }
}
