import { t } from '../texts'

/** An error as the Go side hands it over: sentences, and what is behind "Details". */
export interface Failure {
  readonly text: string
  readonly do: string
  readonly code: string
  readonly details: string
}

function field(value: object, name: string): string {
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'string' ? found : ''
}

/** Makes a Failure of whatever a call was rejected with. */
export function asFailure(reason: unknown): Failure {
  if (typeof reason === 'object' && reason !== null && field(reason, 'text') !== '') {
    return {
      text: field(reason, 'text'),
      do: field(reason, 'do'),
      code: field(reason, 'code'),
      details: field(reason, 'details'),
    }
  }
  const details = reason instanceof Error ? reason.message : typeof reason === 'string' ? reason : ''
  return { text: t.messages.unexpected, do: t.messages.unexpectedDo, code: '', details }
}
