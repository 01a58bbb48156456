// What happens in a run, drawn from a seed before it begins: a list of steps, each with a seed of its own, so that a run
// without some of them is still the same run elsewhere. That is what makes a failing run small.
import { type Rng, randomInt, seededRng } from '../../../src/base/rng.ts'

export interface Step {
  readonly id: number
  /** Who does it; the steps of one actor follow each other, those of others go on meanwhile. */
  readonly actor: number
  /** How long the actor waits before. */
  readonly pauseMs: number
  readonly action: Action
  readonly seed: number
}

/** Each with its weight. */
const clientActions = {
  create: 24,
  update: 14,
  merge: 6,
  strategic: 3,
  json: 5,
  apply: 7,
  status: 5,
  bind: 4,
  finalize: 4,
  same: 2,
  delete: 9,
  deletecollection: 2,
  get: 10,
  list: 9,
  pages: 6,
  watch: 14,
} as const

const serverActions = { compact: 5, restart: 2, crash: 3, reload: 2, age: 1 } as const

export type ClientAction = keyof typeof clientActions
export type ServerAction = keyof typeof serverActions
export type Action = ClientAction | ServerAction

export const clients = 5
/** The actor that does things to the server. */
export const operator = clients

export function planOf(seed: number, steps: number): readonly Step[] {
  const rng = seededRng(seed)
  return Array.from({ length: steps }, (_, id) => {
    const actor = rng.next() < 0.04 ? operator : randomInt(rng, clients)
    const action = actor === operator ? weighted(rng, serverActions) : weighted(rng, clientActions)
    return { id, actor, pauseMs: pauseOf(rng, actor), action, seed: randomInt(rng, 2 ** 31) }
  })
}

function pauseOf(rng: Rng, actor: number): number {
  if (actor === operator) return randomInt(rng, 6000)
  const dice = rng.next()
  if (dice < 0.35) return 0
  return dice < 0.97 ? randomInt(rng, 400) : randomInt(rng, 90_000)
}

function weighted<T extends string>(rng: Rng, weights: Readonly<Record<T, number>>): T {
  const entries = Object.entries(weights) as [T, number][]
  let dice = rng.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    dice -= weight
    if (dice < 0) return name
  }
  return (entries[0] as [T, number])[0]
}
