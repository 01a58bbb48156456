import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { DeleteOptions } from './delete-options.ts'
import { planDeletion } from './deletion-plan.ts'

const nowMs = Date.UTC(2026, 0, 1)

interface Case {
  readonly pod?: { readonly nodeName?: string; readonly phase?: string; readonly grace?: number }
  readonly metadata?: object
  readonly options?: Partial<DeleteOptions>
}

/** `remove`, `keep`, or the marks: `grace@seconds-from-now [finalizers]`. */
function plan({ pod, metadata = {}, options = {} }: Case): string {
  const kind = (pod === undefined ? ConfigMap : Pod) as unknown as Kind
  const obj = {
    kind: kind.kind,
    apiVersion: 'v1',
    metadata: { name: 'x', ...metadata },
    spec: { nodeName: pod?.nodeName, terminationGracePeriodSeconds: pod?.grace ?? 30, containers: [] },
    status: { phase: pod?.phase },
  } as unknown as KubeObject
  const result = planDeletion(obj, { kind, delete: { dryRun: false, ...options }, nowMs })
  if (result.action !== 'mark') return result.action
  const { deletionGracePeriodSeconds, deletionTimestamp = '', finalizers = [] } = result.metadata
  const seconds = (Date.parse(deletionTimestamp) - nowMs) / 1000
  return `${deletionGracePeriodSeconds}@${seconds}${finalizers.length > 0 ? ` ${finalizers.join(',')}` : ''}`
}

function check(given: Case, expected: string): void {
  assert.equal(plan(given), expected, JSON.stringify(given))
}

const running = { nodeName: 'n', phase: 'Running' }
const going = { deletionTimestamp: '2026-01-01T00:00:20Z', deletionGracePeriodSeconds: 30 }

test('planDeletion() takes what has no grace away at once, unless finalizers hold it', () => {
  check({}, 'remove')
  check({ options: { gracePeriodSeconds: 60 } }, 'remove')
  check({ metadata: { finalizers: ['a'] } }, '0@0 a')
  check(
    {
      metadata: {
        finalizers: ['a'],
        deletionTimestamp: '2026-01-01T00:00:00Z',
        deletionGracePeriodSeconds: 0,
      },
    },
    '0@0 a',
  )
})

test('planDeletion() gives pods the grace that they or the request name', () => {
  check({ pod: running }, '30@30')
  check({ pod: { ...running, grace: 5 } }, '5@5')
  check({ pod: running, options: { gracePeriodSeconds: 7 } }, '7@7')
  check({ pod: running, options: { gracePeriodSeconds: -1 } }, '1@1')
  check({ pod: running, options: { gracePeriodSeconds: 0 } }, 'remove')
  check({ pod: { phase: 'Pending' } }, 'remove')
  check({ pod: { phase: 'Pending' }, options: { gracePeriodSeconds: 60 } }, 'remove')
  check({ pod: { nodeName: 'n', phase: 'Succeeded' }, options: { gracePeriodSeconds: 60 } }, 'remove')
  check({ pod: running, metadata: { finalizers: ['a'] }, options: { gracePeriodSeconds: 0 } }, '0@0 a')
})

test('planDeletion() only ever shortens a deletion under way', () => {
  check({ pod: running, metadata: going }, 'keep')
  check({ pod: running, metadata: going, options: { gracePeriodSeconds: 30 } }, 'keep')
  check({ pod: running, metadata: going, options: { gracePeriodSeconds: 10 } }, '10@0')
  check({ pod: running, metadata: going, options: { gracePeriodSeconds: 0 } }, 'remove')
})

test('planDeletion() leaves the finalizers of propagation', () => {
  check({ options: { propagationPolicy: 'Foreground' } }, '0@0 foregroundDeletion')
  check({ options: { propagationPolicy: 'Orphan' } }, '0@0 orphan')
  check({ options: { propagationPolicy: 'Background' }, metadata: { finalizers: ['orphan'] } }, 'remove')
  check({ options: { orphanDependents: true } }, '0@0 orphan')
  check({ options: { orphanDependents: false }, metadata: { finalizers: ['orphan', 'a'] } }, '0@0 a')
  check({ metadata: { finalizers: ['foregroundDeletion'] } }, '0@0 foregroundDeletion')
})
