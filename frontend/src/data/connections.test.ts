import { describe, expect, it } from 'vitest'
import { app } from '../test/samples'
import { canLook, nameOf, namesOf, serverOf } from './connections'

const ana = app.connection({ id: 'a', name: 'ana@contoso.com', person: 'Ana Almeida' })
const server = app.serverConnection({ id: 's' }, { host: 'bi.contoso.com' })

describe('names of connections', () => {
  it('are the host of a server and the name of an account', () => {
    expect(nameOf(server)).toBe('bi.contoso.com')
    expect(nameOf(ana)).toBe('ana@contoso.com')
    expect(nameOf({ ...ana, name: '' })).toBe('Ana Almeida')
  })

  it('are said only where there are several', () => {
    expect(namesOf([ana]).size).toBe(0)
    expect([...namesOf([ana, server])]).toEqual([
      ['a', 'ana@contoso.com'],
      ['s', 'bi.contoso.com'],
    ])
  })
})

describe('serverOf', () => {
  it('finds servers only', () => {
    const snapshot = app.snapshot({ connections: [ana, server] })
    expect(serverOf(snapshot, 's')?.host).toBe('bi.contoso.com')
    expect(serverOf(snapshot, 'a')).toBeUndefined()
    expect(serverOf(null, 's')).toBeUndefined()
  })
})

describe('canLook', () => {
  it.each([
    [ana, true],
    [{ ...ana, state: 'expired' as const }, false],
    [server, true],
    [{ ...server, state: 'expired' as const }, true],
    [app.serverConnection({ id: 's' }, { loginTrouble: true }), false],
  ])('%#', (connection, want) => {
    expect(canLook(connection)).toBe(want)
  })
})
