import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { randomInt, seededRng } from '../../base/rng.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { epoch, metaOf, podOf } from '../framework/test-objects.ts'
import { currentAnnotations, revisionAnnotation } from './annotations.ts'
import { planDeployment } from './deployment.plan.ts'
import { planHistory } from './history.plan.ts'
import { draftReplicaSet } from './new-replica-set.plan.ts'
import { planRecreate } from './recreate.plan.ts'
import { equalIgnoreHash, maxSurge, maxUnavailable, splitReplicaSets } from './replica-sets.ts'
import { planRolling } from './rolling.plan.ts'
import { planScale } from './scale.plan.ts'
import type { Scaling } from './scaling.ts'

type Bound = number | string

interface Traits {
  readonly replicas?: number
  readonly surge?: Bound
  readonly unavailable?: Bound
  readonly spec?: Partial<Deployment['spec']>
  readonly status?: Deployment['status']
  readonly annotations?: Readonly<Record<string, string>>
}

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image }] },
})

function deploymentOf(traits: Traits = {}): Deployment {
  const { replicas = 10, surge = 0, unavailable = 0, spec, status, annotations } = traits
  return {
    apiVersion: Deployment.apiVersion,
    kind: Deployment.kind,
    metadata: metaOf('web', { generation: 1, ...(annotations && { annotations }) }),
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: template('new'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
      ...spec,
    },
    ...(status && { status }),
  }
}

interface SetTraits {
  readonly available?: number
  readonly image?: string
  readonly ageMs?: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly status?: ReplicaSet['status']
}

function setOf(name: string, replicas: number, traits: SetTraits = {}): ReplicaSet {
  const { available = replicas, image = name, ageMs = 0, annotations = {}, status } = traits
  return {
    apiVersion: ReplicaSet.apiVersion,
    kind: ReplicaSet.kind,
    metadata: metaOf(name, { annotations, creationTimestamp: timeText(epoch - ageMs), generation: 1 }),
    spec: { replicas, selector: {}, template: template(image) },
    status: { replicas, availableReplicas: available, observedGeneration: 1, ...status },
  }
}

const sized = (desired: number, max: number) => ({
  'deployment.kubernetes.io/desired-replicas': String(desired),
  'deployment.kubernetes.io/max-replicas': String(max),
})
const sizes = (scalings: readonly Scaling[]) =>
  Object.fromEntries(scalings.map(({ replicaSet, to }) => [replicaSet.metadata.name, to]))

test('maxSurge() rounds up and maxUnavailable() down, and both may not be zero', () => {
  const check = (traits: Traits, expected: readonly [number, number]) => {
    const deployment = deploymentOf(traits)
    assert.deepEqual([maxSurge(deployment), maxUnavailable(deployment)], expected)
  }
  check({ surge: '25%', unavailable: '25%' }, [3, 2])
  check({ surge: 0, unavailable: 0 }, [0, 1])
  check({ surge: 0, unavailable: '5%' }, [0, 1])
  check({ replicas: 0, surge: 1, unavailable: 1 }, [1, 0])
  check({ replicas: 2, surge: 0, unavailable: 5 }, [0, 2])
  check({ spec: { strategy: { type: 'Recreate' } } }, [0, 0])
})

test('planRolling() scales the new replica set up as far as the surge allows', () => {
  const check = (given: Traits & { old: number; current: number; ready?: number }, expected: object) => {
    const current = setOf('new', given.current, { available: 0 })
    const old = [setOf('old', given.old, { available: given.ready ?? 0 })]
    assert.deepEqual(sizes(planRolling(deploymentOf(given), { current, old })), expected)
  }
  // Upstream: rolling_test.go TestDeploymentController_reconcileNewReplicaSet.
  check({ unavailable: 10, old: 10, current: 0 }, { old: 0 })
  check({ surge: 2, old: 10, current: 0 }, { new: 2 })
  check({ surge: 2, old: 5, current: 0 }, { new: 7 })
  check({ surge: 2, old: 10, current: 2, ready: 10 }, {})
  check({ surge: 2, old: 2, current: 11 }, { new: 10 })
})

test('planRolling() scales the old ones down by what is available beyond need, the unhealthy ones first', () => {
  const check = (
    given: Traits & { old: readonly [number, number][]; current: readonly [number, number] },
    expected: object,
  ) => {
    const current = setOf('new', given.current[0], { available: given.current[1] })
    const old = given.old.map(([replicas, available], i) =>
      setOf(`old${i}`, replicas, { available, ageMs: 1000 - i }),
    )
    assert.deepEqual(sizes(planRolling(deploymentOf(given), { current, old })), expected)
  }
  // Upstream: rolling_test.go TestDeploymentController_reconcileOldReplicaSets, in effect.
  check({ unavailable: 0, old: [[10, 10]], current: [0, 0] }, { old0: 9 })
  check({ unavailable: 2, old: [[10, 10]], current: [0, 0] }, { old0: 8 })
  check({ unavailable: 2, old: [[10, 8]], current: [0, 0] }, { old0: 8 })
  check({ unavailable: 2, old: [[10, 9]], current: [0, 0] }, { old0: 8 })
  check({ surge: 2, old: [[10, 10]], current: [2, 0] }, {})
  check({ surge: 2, old: [[10, 10]], current: [2, 2] }, { old0: 8 })
  check(
    {
      surge: 2,
      old: [
        [5, 0],
        [5, 5],
      ],
      current: [2, 2],
    },
    { old0: 3 },
  )
  check(
    {
      unavailable: 3,
      old: [
        [3, 1],
        [7, 7],
      ],
      current: [0, 0],
    },
    { old0: 0 },
  )
})

test('planRolling() keeps its bounds and always gets to the end', () => {
  const rng = seededRng(3)
  for (let run = 0; run < 200; run++) {
    const replicas = randomInt(rng, 12)
    const deployment = deploymentOf({ replicas, surge: randomInt(rng, 4), unavailable: randomInt(rng, 4) })
    let current = setOf('new', 0)
    let old = [setOf('a', randomInt(rng, replicas + 1), { ageMs: 2 }), setOf('b', 0, { ageMs: 1 })]
    old = [old[0] as ReplicaSet, setOf('b', replicas - (old[0]?.spec.replicas ?? 0), { ageMs: 1 })]
    const total = () => [current, ...old].reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0)
    const ready = () =>
      [current, ...old].reduce((sum, { spec, status }) => {
        return sum + Math.min(spec.replicas ?? 0, status?.availableReplicas ?? 0)
      }, 0)
    for (let step = 0; step < 100; step++) {
      const plan = sizes(planRolling(deployment, { current, old }))
      const resized = (replicaSet: ReplicaSet) => {
        const to = plan[replicaSet.metadata.name] ?? replicaSet.spec.replicas ?? 0
        const available = Math.min(to, replicaSet.status?.availableReplicas ?? 0)
        return {
          ...replicaSet,
          spec: { ...replicaSet.spec, replicas: to },
          status: { replicas: to, availableReplicas: available },
        }
      }
      current = resized(current)
      old = old.map(resized)
      assert.ok(total() <= replicas + maxSurge(deployment), 'too many pods')
      assert.ok(ready() >= replicas - maxUnavailable(deployment), 'too few pods')
      // Some of the new pods become available.
      const made = current.spec.replicas ?? 0
      const before = current.status?.availableReplicas ?? 0
      current = setOf('new', made, { available: Math.min(made, before + randomInt(rng, 3)) })
      if (made === replicas && before === replicas && old.every(({ spec }) => spec.replicas === 0)) break
    }
    assert.equal(current.spec.replicas, replicas)
    assert.deepEqual(
      old.map(({ spec }) => spec.replicas),
      [0, 0],
    )
  }
})

test('planScale() gives the whole change to the only active replica set', () => {
  const check = (
    sets: { current?: ReplicaSet; old: readonly ReplicaSet[] },
    expected: object,
    replicas = 20,
  ) => {
    const deployment = deploymentOf({ replicas })
    assert.deepEqual(sizes(planScale(deployment, { current: undefined, ...sets })), expected)
  }
  check({ current: setOf('new', 10), old: [] }, { new: 20 })
  check({ current: setOf('new', 10), old: [setOf('old', 0)] }, { new: 20 })
  check({ current: setOf('new', 0), old: [setOf('old', 10)] }, { old: 20 })
  check({ current: setOf('new', 0), old: [setOf('old', 0)] }, { new: 20 })
  check({ old: [setOf('old', 0)] }, { old: 20 })
  check({ current: setOf('new', 10), old: [] }, { new: 0 }, 0)
})

test('planScale() shares the change in proportion and gives what is left over to the largest', () => {
  const check = (
    given: Traits & { desired: number; current: number | undefined; old: readonly number[] },
    expected: object,
  ) => {
    const deployment = deploymentOf(given)
    const annotations = sized(
      given.desired,
      given.desired + maxSurge(deploymentOf({ ...given, replicas: given.desired })),
    )
    const current = given.current === undefined ? undefined : setOf('new', given.current, { annotations })
    const old = given.old.map((replicas, i) => setOf(`old${i}`, replicas, { annotations, ageMs: 1000 - i }))
    assert.deepEqual(sizes(planScale(deployment, { current, old })), expected)
  }
  // Upstream: sync_test.go TestScale.
  check({ replicas: 10, desired: 10, current: 5, old: [5] }, { new: 5, old0: 5 })
  check({ replicas: 4, desired: 8, current: 3, old: [2, 3] }, { new: 2, old0: 1, old1: 1 })
  check({ replicas: 12, desired: 10, current: 5, old: [5] }, { new: 6, old0: 6 })
  check({ replicas: 6, desired: 10, current: 5, old: [5] }, { new: 3, old0: 3 })
  check({ replicas: 8, desired: 10, current: 8, old: [2] }, { new: 6, old0: 2 })
  check({ replicas: 20, desired: 10, current: 5, old: [3, 2] }, { new: 10, old0: 6, old1: 4 })
  check({ replicas: 0, desired: 10, current: 5, old: [5] }, { new: 0, old0: 0 })
  check({ replicas: 20, desired: 10, surge: 2, current: 6, old: [6] }, { new: 11, old0: 11 })
})

test('planScale() empties the old ones when the new one has all that is wanted', () => {
  const current = setOf('new', 10, { annotations: sized(10, 10) })
  assert.deepEqual(sizes(planScale(deploymentOf(), { current, old: [setOf('a', 2), setOf('b', 0)] })), {
    a: 0,
  })
})

test('planRecreate() waits until the last old pod has ended', () => {
  const deployment = deploymentOf({ replicas: 3, spec: { strategy: { type: 'Recreate' } } })
  const gone = setOf('old', 0)
  const none = { oldPods: () => [] }
  const plan = (sets: { current?: ReplicaSet; old: readonly ReplicaSet[] }, observed = none) => {
    const { scale, create } = planRecreate(deployment, { current: undefined, ...sets }, observed)
    return [sizes(scale), create]
  }
  assert.deepEqual(plan({ old: [setOf('old', 3)] }), [{ old: 0 }, false])
  assert.deepEqual(plan({ old: [setOf('old', 0, { status: { replicas: 2 } })] }), [{}, false])
  const running = { oldPods: () => [podOf('p', { meta: { deletionTimestamp: 'x' } })] as never[] }
  assert.deepEqual(plan({ old: [gone] }, running), [{}, false])
  const ended = { oldPods: () => [podOf('p', { phase: 'Failed' })] as never[] }
  assert.deepEqual(plan({ old: [gone] }, ended), [{}, true])
  assert.deepEqual(plan({ current: setOf('new', 0), old: [gone] }), [{ new: 3 }, false])
  assert.deepEqual(plan({ current: setOf('new', 3), old: [gone] }), [{}, false])
})

test('planHistory() drops the oldest revisions beyond the limit that are known to be empty', () => {
  const revision = (value: number) => ({ annotations: { [revisionAnnotation]: String(value) } })
  const old = [
    setOf('r3', 0, revision(3)),
    setOf('r1', 0, { ...revision(1), status: { replicas: 1 } }),
    setOf('r2', 0, revision(2)),
    setOf('r4', 2, revision(4)),
    setOf('r5', 0, revision(5)),
  ]
  const names = (limit: number | undefined) =>
    planHistory(deploymentOf({ spec: { revisionHistoryLimit: limit } }), old).map(
      ({ metadata }) => metadata.name,
    )
  assert.deepEqual(names(2), ['r2', 'r3'])
  assert.deepEqual(names(0), ['r2', 'r3', 'r5'])
  assert.deepEqual(names(5), [])
  assert.deepEqual(names(undefined), [])
})

test('currentAnnotations() raises the revision, remembers those before, and copies the right annotations', () => {
  const deployment = deploymentOf({
    annotations: {
      note: 'x',
      [revisionAnnotation]: '9',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    },
  })
  assert.deepEqual(currentAnnotations(deployment, undefined, 3), { note: 'x', [revisionAnnotation]: '3' })
  const before = setOf('a', 1, {
    annotations: { [revisionAnnotation]: '3', 'deployment.kubernetes.io/revision-history': '1' },
  })
  assert.deepEqual(currentAnnotations(deployment, before, 5), {
    note: 'x',
    [revisionAnnotation]: '5',
    'deployment.kubernetes.io/revision-history': '1,3',
  })
  assert.equal(currentAnnotations(deployment, before, 2)[revisionAnnotation], '3')
  const long = Array.from({ length: 600 }, (_, i) => 100 + i).join(',')
  const full = setOf('a', 1, {
    annotations: { [revisionAnnotation]: '900', 'deployment.kubernetes.io/revision-history': long },
  })
  const history = currentAnnotations(deployment, full, 901)['deployment.kubernetes.io/revision-history'] ?? ''
  assert.ok(history.length <= 2000 && history.endsWith(',900'))
})

test('draftReplicaSet() names it by its template, the same way each time, and another after a collision', () => {
  const deployment = deploymentOf({ replicas: 3, surge: 1 })
  const none = { current: undefined, old: [] }
  const draft = draftReplicaSet(deployment, none)
  assert.equal(draft.metadata.name, draftReplicaSet(deployment, none).metadata.name)
  assert.match(draft.metadata.name ?? '', /^web-[a-z0-9]+$/)
  assert.equal(draft.spec.replicas, 3)
  const hash = draft.metadata.labels?.['pod-template-hash']
  assert.equal(draft.spec.selector.matchLabels?.['pod-template-hash'], hash)
  assert.equal(draft.spec.template?.metadata?.labels?.['pod-template-hash'], hash)
  assert.ok(equalIgnoreHash(draft.spec.template, deployment.spec.template))
  const collided = deploymentOf({ status: { collisionCount: 1 } })
  assert.notEqual(draftReplicaSet(collided, none).metadata.name, draft.metadata.name)
  const limited = draftReplicaSet(deployment, { current: undefined, old: [setOf('old', 3)] })
  assert.equal(limited.spec.replicas, 1)
})

test('splitReplicaSets() takes the oldest of those with the template', () => {
  const all = [
    setOf('b', 1, { image: 'new' }),
    setOf('old', 1, { ageMs: 5000 }),
    setOf('a', 1, { image: 'new', ageMs: 9000 }),
  ]
  const { current, old } = splitReplicaSets(deploymentOf(), all)
  assert.deepEqual(
    [current, ...old].map((replicaSet) => replicaSet?.metadata.name),
    ['a', 'old', 'b'],
  )
})

test('planDeployment() notes a pause and a resumption once, and rolls nothing out while paused', () => {
  const facts = {
    replicaSets: [setOf('old', 10, { annotations: sized(10, 10) })],
    podsOf: () => [],
    nowMs: epoch,
  }
  const spec = { progressDeadlineSeconds: 60, paused: true }
  const pausing = planDeployment(deploymentOf({ spec }), facts)
  assert.equal(pausing.status.conditions?.[0]?.reason, 'DeploymentPaused')
  const status = pausing.status
  const paused = planDeployment(deploymentOf({ spec, status }), facts)
  assert.equal(paused.create, undefined)
  const resumed = planDeployment(deploymentOf({ spec: { ...spec, paused: false }, status }), facts)
  assert.equal(resumed.status.conditions?.[0]?.reason, 'DeploymentResumed')
  const rolling = planDeployment(
    deploymentOf({ spec: { ...spec, paused: false }, status: resumed.status }),
    facts,
  )
  assert.ok(rolling.create)
})

test('planDeployment() says that a rollout completes, moves, and misses its deadline', () => {
  const spec = { progressDeadlineSeconds: 60 }
  const at = (current: ReplicaSet, status: Deployment['status'], nowMs: number) => {
    const plan = planDeployment(deploymentOf({ spec, ...(status && { status }) }), {
      replicaSets: [current],
      podsOf: () => [],
      nowMs,
    })
    const condition = plan.status.conditions?.find(({ type }) => type === 'Progressing')
    return { status: plan.status, seen: [condition?.status, condition?.reason, condition?.message] }
  }
  const annotations = { ...sized(10, 10), [revisionAnnotation]: '1' }
  const current = (available: number) => setOf('new', 10, { available, annotations })
  const found = at(current(0), undefined, epoch)
  assert.deepEqual(found.seen, ['True', 'ReplicaSetUpdated', 'ReplicaSet "new" is progressing.'])
  const moved = at(current(3), found.status, epoch + 30_000)
  assert.deepEqual(moved.seen, ['True', 'ReplicaSetUpdated', 'ReplicaSet "new" is progressing.'])
  assert.equal(at(current(3), moved.status, epoch + 89_000).seen[1], 'ReplicaSetUpdated')
  const late = at(current(3), moved.status, epoch + 91_000)
  assert.deepEqual(late.seen, [
    'False',
    'ProgressDeadlineExceeded',
    'ReplicaSet "new" has timed out progressing.',
  ])
  const complete = at(current(10), late.status, epoch + 99_000)
  assert.deepEqual(complete.seen, [
    'True',
    'NewReplicaSetAvailable',
    'ReplicaSet "new" has successfully progressed.',
  ])
  assert.equal(at(current(2), complete.status, epoch + 500_000).seen[1], 'NewReplicaSetAvailable')
})
