import { describe, expect, it } from 'vitest'
import { app } from '../test/samples'
import { t as en } from '../texts'
import { offered, offeredFor, offerWords } from './remedy'

describe('offered', () => {
  it.each([
    [app.attention(), false, 'sign_in'],
    [app.attention({ remedy: 'open', tiles: ['x'] }), false, 'open'],
    [app.attention(), true, 'sign_in'],
    [app.attention({ cause: 'server_login' }), true, 'server_login'],
    [app.attention({ cause: 'subscription_off', remedy: 'open', tiles: ['x', 'y'] }), true, 'show_tiles'],
    [app.attention({ remedy: 'open' }), true, ''],
    [app.attention({ remedy: 'wait' }), true, 'wait'],
  ] as const)('%#', (attention, server, want) => {
    expect(offered(attention, server)).toBe(want)
  })

  it.each([
    ['subscription_off', { canResume: true }, 'resume'],
    ['unrecognised', {}, 'open_report'],
    ['tile_deleted', { canDelete: true }, 'show_tiles'], // which is asked about there
    ['unrecognised', { canOpenReport: false }, 'show_tiles'],
  ] as const)('does for one pin what helps: %s', (cause, about, want) => {
    const pin = app.pin({ cause, remedy: 'open' }, about)
    expect(offered(app.attention({ cause, remedy: 'open', tiles: [pin.id] }), true, pin)).toBe(want)
  })
})

describe('offeredFor', () => {
  it.each([
    ['a tile with its own button to open', app.tile({ remedy: 'open' }), ''],
    ['a tile that can’t be opened', app.tile({ remedy: 'open', canOpen: false }), 'open'],
    ['a tile to be refreshed', app.tile({ remedy: 'refresh_now' }), ''],
    ['a tile of an owner', app.tile({ remedy: 'ask_owner' }), 'ask_owner'],
    ['a good pin', app.pin(), ''],
    ['a pin behind a login', app.pin({ cause: 'server_login', remedy: 'sign_in' }), 'server_login'],
    ['a paused pin', app.pin({ cause: 'subscription_off', remedy: 'open' }, { canResume: true }), 'resume'],
    ['a paused pin that may not be resumed', app.pin({ cause: 'subscription_off', remedy: 'open' }), 'open_report'],
    ['a pin off its dashboard', app.pin({ cause: 'tile_deleted', remedy: 'open' }, { canDelete: true }), 'delete'],
    ['a pin with a report to look at', app.pin({ cause: 'unrecognised', remedy: 'open' }), 'open_report'],
    ['a pin with nothing to open', app.pin({ cause: 'unrecognised', remedy: 'open' }, { canOpenReport: false }), ''],
    ['a late pin', app.pin({ cause: 'late', remedy: 'refresh_now' }), ''],
    ['a pin without sign-in', app.pin({ cause: 'sign_in_expired', remedy: 'sign_in' }), 'sign_in'],
  ] as const)('%s', (_, tile, want) => {
    expect(offeredFor(tile)).toBe(want)
  })
})

describe('offerWords', () => {
  it.each([
    ['', ''],
    ['sign_in', 'Sign in again'],
    ['server_login', 'Sign in to the server'],
    ['resume', 'Resume'],
    ['delete', 'Delete the subscription'],
    ['open_report', 'Open the report'],
    ['show_tiles', 'Show the tiles'],
    ['wait', ''],
  ] as const)('%s is “%s”', (offer, want) => {
    expect(offerWords(offer, en)).toBe(want)
  })
})
