// What one step of a client works with: its randomness, what it remembers, where it writes down what happened.

import { sleep } from '../../../src/base/clock.ts'
import { type Rng, randomInt } from '../../../src/base/rng.ts'
import { fateOf, type Recorder } from './recorder.ts'
import type { Json } from './records.ts'
import { keyOf, type Resource, resources } from './selection.ts'
import type { Life } from './server-lives.ts'

export const namespaces = ['a', 'b'] as const
const names = ['x', 'y'] as const

export interface Place {
  readonly resource: Resource
  readonly namespace: string
  readonly name: string
  /** In the store. */
  readonly key: string
  readonly path: string
}

/** What an action works with. */
export interface Turn {
  readonly who: string
  readonly rng: Rng
  readonly recorder: Recorder
  readonly calm: boolean
  /** What the client was last shown of each object: often out of date. */
  readonly memory: Map<string, Json>
  /** Unique to the step. */
  readonly stamp: string
  /** Starts what goes on beside the steps. */
  readonly background: (work: Promise<void>) => void
  readonly signal: AbortSignal
  /** Events up to here the server may have forgotten, of this resource. */
  readonly forgotten: (resource: Resource, life: Life) => number
}

export const pick = <T>(rng: Rng, from: readonly T[]): T => from[randomInt(rng, from.length)] as T
export const chance = (rng: Rng, probability: number) => rng.next() < probability

export function placeOf(resource: Resource, namespace: string, name: string): Place {
  const scope = resource === 'nodes' ? '' : namespace
  const path = `${collectionPath(resource, scope)}/${name}`
  return { resource, namespace: scope, name, key: keyOf(resource, { namespace: scope, name }), path }
}

export function collectionPath(resource: Resource, namespace: string): string {
  return `/api/v1/${namespace === '' ? '' : `namespaces/${namespace}/`}${resource}`
}

export function somePlace(rng: Rng, among: readonly Resource[] = resources): Place {
  return placeOf(pick(rng, among), pick(rng, namespaces), pick(rng, names))
}

export const fate = ({ calm, rng }: Turn) => (calm ? {} : { fate: fateOf(rng) })

export function pauseFor({ recorder, signal }: Turn, ms: number): Promise<void> {
  return sleep(recorder.clock, ms, { signal }).catch(() => {})
}
