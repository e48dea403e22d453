import { describe, expect, it } from 'vitest'
import { checked } from './checked'

/** An element, defined or not yet, that knows which attributes it has. */
function element(defined: boolean): { attributes: Set<string>; checked?: boolean; toggleAttribute: (name: string, on: boolean) => void } {
  const attributes = new Set<string>()
  return {
    attributes,
    ...(defined && { checked: false }),
    toggleAttribute(name, on) {
      if (on) attributes.add(name)
      else attributes.delete(name)
    },
  }
}

function check(is: boolean, on: ReturnType<typeof element>): void {
  checked(is)(on as unknown as Element)
}

describe('checked', () => {
  it('leaves no attribute on a switch that is off before it is defined', () => {
    const it = element(false)
    check(true, it)
    expect([...it.attributes]).toEqual(['checked'])
    check(false, it)
    expect([...it.attributes]).toEqual([])
    // A property of its own would hide the one that comes with the definition.
    expect('checked' in it).toBe(false)
  })

  it('uses the property once there is one', () => {
    const it = element(true)
    check(true, it)
    expect(it.checked).toBe(true)
    check(false, it)
    expect(it.checked).toBe(false)
    expect([...it.attributes]).toEqual([])
  })
})
