import { describe, expect, it } from 'vitest'
import type { app } from '../wailsjs/go/models'
import { Adding, type Asked } from './adding.svelte'

const nothing: app.ServerAnswer = { connection: '', question: '', text: '', auth: '', address: '' }
const added: app.ServerAnswer = { ...nothing, connection: 'reportserver-1' }
const plain: app.ServerAnswer = { ...nothing, question: 'plain_http', text: 'It has no https.', address: 'http://bi/reports' }
const login: app.ServerAnswer = { ...nothing, question: 'login', text: 'It wants to know you.', auth: 'ntlm' }
const refused = { text: 'The server doesn’t accept this.', do: 'Enter it again.', code: 'refused', details: '401' }

/** A Go side that gives these answers, one after another. */
function goSide(...answers: (app.ServerAnswer | typeof refused)[]): { asked: Asked; forms: app.ServerForm[] } {
  const forms: app.ServerForm[] = []
  const add: Asked['add'] = (form) => {
    forms.push(form)
    const answer = answers.shift() ?? nothing
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as Wails does it
    return 'code' in answer ? Promise.reject(answer) : Promise.resolve(answer)
  }
  return { asked: { add, cancel: () => Promise.resolve() }, forms }
}

describe('Adding', () => {
  it('adds a server that asks nothing', async () => {
    const { asked, forms } = goSide(added)
    const adding = new Adding(asked)
    adding.address = '  bi.contoso.com '
    expect(await adding.send()).toBe('reportserver-1')
    expect(forms).toEqual([{ address: 'bi.contoso.com', auth: '', user: '', password: '', plainHttp: false }])
  })

  it('asks one thing after another, and sends only what was asked for', async () => {
    const { asked, forms } = goSide(plain, login, refused, added)
    const adding = new Adding(asked)
    adding.address = 'bi'
    await adding.send()
    expect([adding.step, adding.text, adding.address]).toEqual(['plain_http', 'It has no https.', 'http://bi/reports'])
    await adding.agree()
    expect([adding.step, adding.way]).toEqual(['login', 'ntlm'])
    adding.user = ' CONTOSO\\ana '
    expect(await adding.send(' wrong ')).toBe('')
    expect(adding.failure).toEqual(refused)
    expect(await adding.send('right')).toBe('reportserver-1')
    expect(adding.failure).toBeNull()
    const same = { address: 'http://bi/reports', user: 'CONTOSO\\ana', auth: 'ntlm', plainHttp: true }
    expect(forms.slice(1)).toEqual([
      { address: 'http://bi/reports', auth: '', user: '', password: '', plainHttp: true },
      { ...same, password: ' wrong ' },
      { ...same, password: 'right' },
    ])
  })

  it('keeps no password', async () => {
    const adding = new Adding(goSide(login, refused).asked)
    await adding.send()
    adding.user = 'ana'
    await adding.send('unforgettable')
    const { step, text, address, user, way, failure } = adding
    expect(JSON.stringify([step, text, address, user, way, failure])).not.toContain('unforgettable')
  })

  it('misses a name or a password before the server does', async () => {
    const { asked, forms } = goSide(login)
    const adding = new Adding(asked)
    await adding.send()
    adding.user = 'ana'
    expect(await adding.send('')).toBe('')
    expect([adding.incomplete, forms.length]).toEqual([true, 1])
    adding.way = 'computer'
    await adding.send('')
    expect(adding.incomplete).toBe(false)
    expect(forms[1]).toMatchObject({ auth: 'negotiate', user: '', password: '' })
  })

  it.each([
    ['basic', 'basic'],
    ['forms', 'forms'],
    ['negotiate', 'ntlm'],
    ['', 'ntlm'],
  ] as const)('takes the way that the server suggests: %s', async (auth, want) => {
    const adding = new Adding(goSide({ ...login, auth }).asked)
    await adding.send()
    expect(adding.way).toBe(want)
  })

  it('goes back to the address with nothing agreed to', async () => {
    const { asked, forms } = goSide(plain, login, added)
    const adding = new Adding(asked)
    await adding.send()
    await adding.agree()
    adding.back()
    await adding.send()
    expect(forms[2]).toMatchObject({ plainHttp: false, user: '' })
  })

  it('says nothing about what was given up, and does one thing at a time', async () => {
    let reject: (reason: unknown) => void = () => undefined
    let calls = 0
    const adding = new Adding({
      add: () => {
        calls++
        return new Promise((...[, no]) => (reject = no))
      },
      cancel: () => {
        reject({ text: 'Cancelled.', do: '', code: 'cancelled', details: '' })
        return Promise.resolve()
      },
    })
    const first = adding.send()
    expect(await adding.send()).toBe('')
    await adding.stop()
    expect(await first).toBe('')
    expect([calls, adding.busy, adding.failure]).toEqual([1, false, null])
  })
})
