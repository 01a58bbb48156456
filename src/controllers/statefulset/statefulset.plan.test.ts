import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatefulSet } from '../../api/apps/stateful-set/stateful-set.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { epoch, metaOf, type PodTraits, podOf } from '../framework/test-objects.ts'
import { draftClaims, draftPod } from './identity.ts'
import { planStatefulSet } from './statefulset.plan.ts'
import { calculateStatus } from './statefulset.status.ts'

const template = { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
const old = { name: 'db-old', template }
const fresh = { name: 'db-new', template }

function setOf(spec: Partial<StatefulSet['spec']> = {}): StatefulSet {
  return {
    apiVersion: StatefulSet.apiVersion,
    kind: StatefulSet.kind,
    metadata: metaOf('db', { generation: 2 }),
    spec: { replicas: 3, selector: { matchLabels: { app: 'db' } }, template, serviceName: 'dbs', ...spec },
  }
}

type State = 'ready' | 'unready' | 'failed' | 'leaving'
const traits: Readonly<Record<State, PodTraits>> = {
  ready: { readyAtMs: epoch },
  unready: {},
  failed: { phase: 'Failed' },
  leaving: { readyAtMs: epoch, meta: { deletionTimestamp: timeText(epoch) } },
}

function member(ordinal: number, state: State = 'ready', revision = 'db-new'): Pod {
  const meta = { labels: { 'controller-revision-hash': revision }, ...traits[state].meta }
  return podOf(`db-${ordinal}`, { ...traits[state], meta })
}

function check(
  set: StatefulSet,
  pods: readonly Pod[],
  expected: { readonly create?: readonly number[]; readonly remove?: readonly string[] },
) {
  const plan = planStatefulSet(set, { pods, current: old, update: fresh, nowMs: epoch + 60_000 })
  const shown = {
    create: plan.create.map(({ ordinal }) => ordinal),
    remove: plan.remove.map(({ pod }) => pod.metadata.name),
  }
  assert.deepEqual(shown, { create: [], remove: [], ...expected })
}

const parallel = { podManagementPolicy: 'Parallel' as const }
const all = (revision: string, states: readonly State[] = ['ready', 'ready', 'ready']) =>
  states.map((state, ordinal) => member(ordinal, state, revision))

test('planStatefulSet() makes pods one after the other, each when the one before is available', () => {
  check(setOf(), [], { create: [0] })
  check(setOf(), [member(0, 'unready')], {})
  check(setOf(), [member(0)], { create: [1] })
  check(setOf({ minReadySeconds: 90 }), [member(0)], {})
  check(setOf(), [member(0), member(1), member(2)], {})
  check(setOf(), [member(1), member(2)], { create: [0] })
  check(setOf({ ordinals: { start: 5 } }), [member(5)], { create: [6] })
  check(setOf(parallel), [member(1, 'unready')], { create: [0, 2] })
})

test('planStatefulSet() replaces a pod that ended, and waits for one that is leaving', () => {
  check(setOf(), [member(0, 'failed'), member(1)], { remove: ['db-0'] })
  check(setOf(), [member(0, 'leaving'), member(1)], {})
  check(setOf(parallel), [member(0, 'failed')], { create: [1, 2], remove: ['db-0'] })
})

test('planStatefulSet() shrinks from the top, one at a time', () => {
  const pods = [0, 1, 2, 3, 4].map((ordinal) => member(ordinal))
  check(setOf(), pods, { remove: ['db-4'] })
  check(setOf(), [...pods.slice(0, 4), member(4, 'leaving')], {})
  check(setOf(), [...pods.slice(0, 4), member(4, 'unready')], { remove: ['db-4'] })
  check(setOf(), [...pods.slice(0, 3), member(3, 'unready'), member(4, 'unready')], {})
  check(setOf(parallel), pods, { remove: ['db-4', 'db-3'] })
  check(setOf({ replicas: 0 }), pods.slice(0, 2), { remove: ['db-1'] })
})

test('planStatefulSet() replaces outdated pods from the top down to the partition', () => {
  check(setOf(), all('db-old'), { remove: ['db-2'] })
  check(setOf(), [...all('db-old').slice(0, 2), member(2)], { remove: ['db-1'] })
  check(setOf(), [...all('db-old').slice(0, 2), member(2, 'unready')], {})
  const rolling = (partition: number, maxUnavailable?: number) => ({
    updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { partition, maxUnavailable } },
  })
  check(setOf(rolling(2)), [...all('db-old').slice(0, 2), member(2)], {})
  check(setOf(rolling(3)), all('db-old'), {})
  check(setOf(rolling(0, 2)), all('db-old'), { remove: ['db-2', 'db-1'] })
  check(setOf({ ...rolling(0, 2), ...parallel }), all('db-old', ['ready', 'ready', 'unready']), {
    remove: ['db-2', 'db-1'],
  })
  check(setOf({ updateStrategy: { type: 'OnDelete' } }), all('db-old'), {})
})

test('planStatefulSet() makes pods below the partition as they were', () => {
  const rollingUpdate = { partition: 1 }
  const set = setOf({ ...parallel, updateStrategy: { type: 'RollingUpdate', rollingUpdate } })
  const plan = planStatefulSet(set, { pods: [], current: old, update: fresh, nowMs: epoch })
  assert.deepEqual(
    plan.create.map(({ version }) => version.name),
    ['db-old', 'db-new', 'db-new'],
  )
})

test('draftPod() and draftClaims() tie a number to its name and storage', () => {
  const volumeClaimTemplates = [
    { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce' as const] } },
  ]
  const set = setOf({ volumeClaimTemplates })
  const pod = draftPod(set, 4, fresh)
  assert.deepEqual([pod.metadata.name, pod.spec.hostname, pod.spec.subdomain], ['db-4', 'db-4', 'dbs'])
  assert.equal(pod.metadata.generateName, undefined)
  assert.equal(pod.metadata.labels?.['apps.kubernetes.io/pod-index'], '4')
  assert.deepEqual(pod.spec.volumes, [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-4' } }])
  const [claim] = draftClaims(set, 4)
  assert.deepEqual(
    [claim?.metadata.name, claim?.metadata.labels, claim?.metadata.ownerReferences],
    ['data-db-4', { app: 'db' }, undefined],
  )
  const persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Delete' }
  const [going] = draftClaims(setOf({ volumeClaimTemplates, persistentVolumeClaimRetentionPolicy }), 4)
  assert.equal(going?.metadata.ownerReferences?.[0]?.kind, 'StatefulSet')
})

test('calculateStatus() takes the new revision for current when all pods have it', () => {
  const status = (pods: readonly Pod[]) =>
    calculateStatus(setOf(), { pods, current: old, update: fresh, nowMs: epoch + 60_000 })
  const half = status([...all('db-old').slice(0, 2), member(2, 'unready')])
  assert.deepEqual(half, {
    observedGeneration: 2,
    replicas: 3,
    readyReplicas: 2,
    currentReplicas: 2,
    updatedReplicas: 1,
    currentRevision: 'db-old',
    updateRevision: 'db-new',
    availableReplicas: 2,
  })
  const whole = status(all('db-new'))
  assert.deepEqual([whole.currentRevision, whole.currentReplicas], ['db-new', 3])
})
