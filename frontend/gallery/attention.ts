import { app as sample } from '../src/test/samples'
import type { app } from '../src/wailsjs/go/models'
import { long } from './connections'
import { ago, hour } from './moments'
import type { Say } from './speech'

export function trouble(say: Say, place = '“Monthly closing”', names = ['Revenue this month', 'Orders by region']): app.Attention[] {
  const told = (head: string, why: string): string => `${say(head, { place }).replace('%d', '2')}: ${say(why)}.`
  return [
    sample.attention({
      id: 'a1', headline: told('%d tiles on {place} stopped', 'your sign-in ended'), text: say('Power BI no longer accepts your sign-in.'),
      tiles: ['powerbi-1/tile-0'], names, since: ago(26 * hour), code: 'invalid_grant',
    }),
    sample.attention({
      id: 'a2', cause: 'late', remedy: 'refresh_now', headline: told('%d tiles on {place} are late', "the refresh that was due hasn't come"),
      text: say("Refresh it now, or wait: {model} was due to be refreshed and wasn't.", { model: '“Sales model”' }), tiles: ['powerbi-1/tile-2'], names, since: ago(5 * hour),
    }),
    sample.attention({
      id: 'a3', cause: 'gateway', remedy: 'ask_admin', headline: told("%d tiles on {place} couldn't be refreshed", "the data gateway doesn't let Power BI through"),
      text: say("Ask the owners of the models behind {tiles} to check their data gateways: Power BI couldn't get at the data through them.", { tiles: names.join(', ') }),
      tiles: ['powerbi-1/tile-6'], names, since: ago(50 * hour), code: 'DMTS_PublishDatasourceToClusterErrorCode',
    }),
  ]
}

export function longNames(say: Say): app.Attention[] {
  return trouble(say, `“${long.dashboard}”`, [long.title, long.title])
}
