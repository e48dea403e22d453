/**
 * A shape for each way that something can be, told apart without colour: a
 * round tick, an open round, a clock face, a triangle, an octagon, a dashed
 * round. `body` is filled with the state's colour, `mark` is drawn on it;
 * `outline` shapes have no body.
 */
export interface Shape {
  readonly body: string
  readonly outline: boolean
  readonly mark: string
}

const round = 'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z'
const octagon = 'M6.9 2h6.2L18 6.9v6.2L13.1 18H6.9L2 13.1V6.9L6.9 2Z'
const triangle = 'M10 2.2 18.5 17a.6.6 0 0 1-.5.9H2a.6.6 0 0 1-.5-.9L10 2.2Z'

export const shapes = {
  good: { body: round, outline: false, mark: 'M6.5 10.2 9 12.7l4.7-5' },
  waiting: { body: round, outline: true, mark: 'M6.5 10h.01M10 10h.01M13.5 10h.01' },
  late: { body: round, outline: false, mark: 'M10 5.8V10l2.8 2' },
  failing: { body: triangle, outline: false, mark: 'M10 7.8v4.2M10 14.8h.01' },
  stopped: { body: octagon, outline: false, mark: 'M6.5 10h7' },
  past: { body: round, outline: true, mark: 'M6.5 10.2 9 12.7l4.7-5' },
  unknown: { body: round, outline: true, mark: 'M8 8a2 2 0 1 1 2.8 1.8c-.5.3-.8.6-.8 1.2v.3M10 13.9h.01' },
} as const satisfies Record<string, Shape>

export type ShapeName = keyof typeof shapes
