import { describe, expect, it } from 'vitest'
import type { app } from '../wailsjs/go/models'
import { Entering, type Asked } from './organisation.svelte'

const nothing: app.Organisation = {
  cloud: 'public', tenant: 'organizations', clientId: '', cloudLocked: false, tenantLocked: false, clientLocked: false,
}

function check(over: Partial<app.OrganisationCheck> = {}): app.OrganisationCheck {
  return { good: true, findings: [], tenant: 'contoso.com', clientId: 'an-id', cloud: '', cloudName: '', cancelled: false, ...over }
}

function bad(part: app.Finding['part'], text = 'Check it.'): app.Finding {
  return { part, state: 'bad', text, details: '' }
}

/** A Go side that finds this. */
function goSide(found: app.OrganisationCheck, refused?: unknown): { asked: Asked; checked: app.Organisation[]; kept: app.Organisation[] } {
  const checked: app.Organisation[] = []
  const kept: app.Organisation[] = []
  return {
    checked,
    kept,
    asked: {
      check: (o) => {
        checked.push(o)
        return Promise.resolve(found)
      },
      save: (o) => {
        kept.push(o)
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as Wails does it
        return refused === undefined ? Promise.resolve() : Promise.reject(refused)
      },
      cancel: () => Promise.resolve(),
    },
  }
}

describe('Entering', () => {
  it('begins with what is known, and keeps what the check is content with', async () => {
    const { asked, checked, kept } = goSide(check())
    const entering = new Entering(nothing, asked)
    expect(entering.tenant).toBe('')
    entering.tenant = ' ana@contoso.com '
    entering.clientId = '{an-id}'
    expect(await entering.go()).toBe(true)
    expect(checked[0]).toMatchObject({ tenant: ' ana@contoso.com ', clientId: '{an-id}' })
    expect(kept[0]).toMatchObject({ cloud: 'public', tenant: 'contoso.com', clientId: 'an-id' })
  })

  it('keeps nothing while something is wrong, unless it has to', async () => {
    const { asked, kept } = goSide(check({ good: false, findings: [bad('tenant'), bad('service', '')] }))
    const entering = new Entering(nothing, asked)
    expect(await entering.go()).toBe(false)
    expect([entering.wrong, kept.length, entering.about('tenant')?.text, entering.others.length]).toEqual(['tenant', 0, 'Check it.', 0])
    expect(await entering.keep()).toBe(true)
    expect(kept.length).toBe(1)
  })

  it.each([
    ['client_id', 'clientId'],
    ['cloud', 'cloud'],
    ['redirect', undefined],
  ] as const)('knows where %s is put right', async (part, field) => {
    const entering = new Entering(nothing, goSide(check({ good: false, findings: [bad(part)] })).asked)
    await entering.go()
    expect(entering.wrong).toBe(field)
    expect(entering.others.length).toBe(field === undefined ? 1 : 0)
  })

  it('takes the cloud that the organisation is in', async () => {
    const entering = new Entering(nothing, goSide(check({ good: false, cloud: 'gcc', findings: [bad('cloud')] })).asked)
    entering.take()
    expect(entering.cloud).toBe('public')
    await entering.go()
    entering.take()
    expect([entering.cloud, entering.found]).toEqual(['gcc', null])
  })

  it('says what went wrong, and nothing of a check that was given up', async () => {
    const failure = { text: 'No space.', do: 'Free some.', code: 'full', details: '' }
    const entering = new Entering(nothing, goSide(check(), failure).asked)
    expect(await entering.go()).toBe(false)
    expect(entering.failure).toEqual(failure)
    const given = new Entering(nothing, goSide(check({ cancelled: true })).asked)
    expect(await given.go()).toBe(false)
    expect([given.found, given.failure, given.busy]).toEqual([null, null, false])
  })
})
