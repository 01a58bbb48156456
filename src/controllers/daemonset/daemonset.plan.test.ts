import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import { Node } from '../../api/core/node/node.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { seededRng } from '../../base/rng.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { planRevisions, surplusRevisions } from '../framework/revisions.plan.ts'
import { epoch, metaOf, type PodTraits, podOf } from '../framework/test-objects.ts'
import { daemonTolerations, draftDaemonPod, judgeNode, targetNode } from './daemon-pod.ts'
import { type DaemonFacts, groupByNode, planDaemonPods } from './daemon-pods.plan.ts'
import { calculateStatus } from './daemon-set.status.ts'
import { surgeCount, unavailableCount } from './limits.ts'
import { planRollingUpdate } from './rolling-update.plan.ts'

type Bound = number | string

interface Traits {
  readonly surge?: Bound
  readonly unavailable?: Bound
  readonly spec?: Partial<DaemonSet['spec']>
  readonly podSpec?: Partial<Pod['spec']>
}

function setOf({ surge = 0, unavailable = 1, spec, podSpec }: Traits = {}): DaemonSet {
  return {
    apiVersion: DaemonSet.apiVersion,
    kind: DaemonSet.kind,
    metadata: metaOf('agent', { generation: 3 }),
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: {
        metadata: { labels: { app: 'agent' } },
        spec: { containers: [{ name: 'c', image: 'i' }], ...podSpec },
      },
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable },
      },
      ...spec,
    },
  }
}

function nodeOf(
  name: string,
  more: { labels?: Record<string, string>; taints?: Node['spec']['taints'] } = {},
): Node {
  return {
    apiVersion: Node.apiVersion,
    kind: Node.kind,
    metadata: metaOf(name, { namespace: '', labels: more.labels ?? {} }),
    spec: { ...(more.taints && { taints: more.taints }) },
  }
}

const nodes = (count: number) => Array.from({ length: count }, (_, i) => nodeOf(`n${i}`))

/** A pod `new` or `old` on a node, ready unless told otherwise. */
function daemon(
  name: string,
  node: string,
  hash: 'new' | 'old',
  traits: PodTraits = { readyAtMs: epoch },
): Pod {
  const labels = { 'controller-revision-hash': hash }
  return podOf(name, {
    ...traits,
    meta: { labels, ...traits.meta },
    spec: { nodeName: node, ...traits.spec },
  })
}

const factsOf = (
  pods: readonly Pod[],
  nodeList: readonly Node[],
  backoff: readonly string[] = [],
): DaemonFacts => ({
  nodes: nodeList,
  pods: groupByNode(pods),
  hash: 'new',
  nowMs: epoch + 60_000,
  inBackoff: (node) => backoff.includes(node),
})

const shown = (plan: ReturnType<typeof planDaemonPods>) => ({
  create: plan.create.toSorted(),
  remove: plan.remove.map(({ metadata }) => metadata.name).toSorted(),
})
const dying = { deletionTimestamp: timeText(epoch) }

test('judgeNode() asks for the name, affinity and taints of a node', () => {
  const check = (traits: Traits, node: Node, expected: readonly [boolean, boolean]) => {
    const { shouldRun, mayStay } = judgeNode(setOf(traits), node)
    assert.deepEqual([shouldRun, mayStay], expected)
  }
  check({}, nodeOf('a'), [true, true])
  check({ podSpec: { nodeName: 'b' } }, nodeOf('a'), [false, false])
  check({ podSpec: { nodeSelector: { disk: 'ssd' } } }, nodeOf('a'), [false, false])
  check({ podSpec: { nodeSelector: { disk: 'ssd' } } }, nodeOf('a', { labels: { disk: 'ssd' } }), [
    true,
    true,
  ])
  const taint = (effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule') => ({
    taints: [{ key: 'k', effect }],
  })
  check({}, nodeOf('a', taint('NoSchedule')), [false, true])
  check({}, nodeOf('a', taint('NoExecute')), [false, false])
  check({}, nodeOf('a', taint('PreferNoSchedule')), [true, true])
  check({}, nodeOf('a', { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] }), [
    true,
    true,
  ])
  check({}, nodeOf('a', { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }), [
    true,
    true,
  ])
  const network = nodeOf('a', {
    taints: [{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }],
  })
  check({}, network, [false, true])
  check({ podSpec: { hostNetwork: true } }, network, [true, true])
})

test('daemonTolerations() keeps what the template has and adds upstream’s six, or seven', () => {
  const own = [{ key: 'a', operator: 'Exists' as const }]
  const tolerations = daemonTolerations({ containers: [], tolerations: own })
  assert.deepEqual(tolerations[0], own[0])
  assert.equal(tolerations.length, 7)
  assert.equal(daemonTolerations({ containers: [], hostNetwork: true }).length, 7)
})

test('draftDaemonPod() pins the pod to its node, whatever terms the template has', () => {
  const terms = [{ matchExpressions: [{ key: 'a', operator: 'Exists' as const }] }, { matchFields: [] }]
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } }
  for (const affinity of [undefined, { nodeAffinity: required }]) {
    const draft = draftDaemonPod(setOf({ podSpec: { ...(affinity && { affinity }) } }), {
      node: 'n7',
      hash: 'h',
    })
    assert.equal(targetNode(draft as Pod), 'n7')
    const found = draft.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    assert.ok(found?.nodeSelectorTerms.every(({ matchFields }) => matchFields?.[0]?.values?.[0] === 'n7'))
    assert.equal(found?.nodeSelectorTerms.length, affinity === undefined ? 1 : 2)
    assert.equal(draft.metadata.labels?.['controller-revision-hash'], 'h')
  }
})

test('planDaemonPods() makes one pod a node and removes what is too much, misplaced or lost', () => {
  const check = (pods: readonly Pod[], expected: object, backoff: readonly string[] = []) => {
    const list = [nodeOf('a'), nodeOf('full', { taints: [{ key: 'k', effect: 'NoExecute' }] })]
    assert.deepEqual(shown(planDaemonPods(setOf(), factsOf(pods, list, backoff))), expected)
  }
  check([], { create: ['a'], remove: [] })
  check([daemon('p', 'a', 'old')], { create: [], remove: [] })
  check([daemon('p', 'a', 'new', { meta: dying })], { create: [], remove: [] })
  check([daemon('p', 'full', 'new')], { create: ['a'], remove: ['p'] })
  const young = daemon('young', 'a', 'new', { meta: { creationTimestamp: timeText(epoch + 5000) } })
  check([young, daemon('p', 'a', 'old')], { create: [], remove: ['young'] })
  check([daemon('p', 'a', 'new', { phase: 'Failed' })], { create: [], remove: ['p'] })
  check([daemon('p', 'a', 'new', { phase: 'Failed' })], { create: [], remove: [] }, ['a'])
  check([daemon('p', 'a', 'new', { phase: 'Succeeded' })], { create: [], remove: ['p'] }, ['a'])
  check([daemon('p', 'a', 'new', { phase: 'Failed', meta: dying })], { create: ['a'], remove: [] })
  check([daemon('p', 'gone', 'new')], { create: ['a'], remove: [] })
  const waiting = draftDaemonPod(setOf(), { node: 'gone', hash: 'new' })
  check([podOf('w', { spec: { ...waiting.spec, nodeName: '' }, phase: 'Pending' })], {
    create: ['a'],
    remove: ['w'],
  })
})

test('planDaemonPods() lets old and new stand beside one another under a surge', () => {
  const check = (pods: readonly Pod[], expected: object) => {
    assert.deepEqual(
      shown(planDaemonPods(setOf({ surge: 1, unavailable: 0 }), factsOf(pods, nodes(1)))),
      expected,
    )
  }
  const ready = { readyAtMs: epoch }
  check([daemon('o', 'n0', 'old', ready), daemon('n', 'n0', 'new', {})], { create: [], remove: [] })
  check([daemon('o', 'n0', 'old', ready), daemon('n', 'n0', 'new', ready)], { create: [], remove: ['o'] })
  check([daemon('o', 'n0', 'old', {}), daemon('n', 'n0', 'new', {})], { create: [], remove: ['o'] })
  check([daemon('o', 'n0', 'old', ready), daemon('z', 'n0', 'old', ready)], { create: [], remove: ['z'] })
  check([daemon('o', 'n0', 'old', { meta: dying })], { create: ['n0'], remove: [] })
})

test('unavailableCount() and surgeCount() round up and never both forbid', () => {
  const counts = (traits: Traits, desired: number) => [
    unavailableCount(setOf(traits), desired),
    surgeCount(setOf(traits), desired),
  ]
  assert.deepEqual(counts({}, 5), [1, 0])
  assert.deepEqual(counts({ unavailable: '30%' }, 5), [2, 0])
  assert.deepEqual(counts({ unavailable: 0 }, 5), [1, 0])
  assert.deepEqual(counts({ unavailable: 0 }, 0), [0, 0])
  assert.deepEqual(counts({ unavailable: 0, surge: '10%' }, 5), [0, 1])
  assert.deepEqual(counts({ spec: { updateStrategy: { type: 'OnDelete' } } }, 5), [0, 0])
})

test('planRollingUpdate() replaces useless pods at once and others within maxUnavailable', () => {
  const check = (unavailable: Bound, pods: readonly Pod[], removed: number | readonly string[]) => {
    const plan = shown(planRollingUpdate(setOf({ unavailable }), factsOf(pods, nodes(5))))
    assert.deepEqual(plan.create, [])
    if (typeof removed === 'number') assert.equal(plan.remove.length, removed)
    else assert.deepEqual(plan.remove, removed)
  }
  const all = (make: (i: number) => Pod) => [0, 1, 2, 3, 4].map(make)
  const old = (i: number, traits?: PodTraits) => daemon(`o${i}`, `n${i}`, 'old', traits)
  check(
    1,
    all((i) => old(i)),
    1,
  )
  check(
    3,
    all((i) => old(i)),
    3,
  )
  check(
    '100%',
    all((i) => old(i)),
    5,
  )
  check(
    2,
    all((i) => (i === 0 ? daemon('f', 'n0', 'new', {}) : old(i))),
    1,
  )
  check(
    1,
    all((i) => (i === 0 ? daemon('f', 'n0', 'new', {}) : old(i))),
    0,
  )
  check(
    1,
    all((i) => (i === 0 ? daemon('f', 'n0', 'new') : old(i))),
    1,
  )
  check(
    1,
    all((i) => (i < 2 ? old(i, {}) : old(i))),
    ['o0', 'o1'],
  )
  check(
    3,
    all((i) => (i < 2 ? old(i, {}) : old(i))),
    3,
  )
  check(
    1,
    all((i) => (i === 0 ? old(i, { meta: dying }) : old(i))),
    0,
  )
  check(
    1,
    all((i) => daemon(`f${i}`, `n${i}`, 'new')),
    0,
  )
})

test('planRollingUpdate() with a surge adds new pods, then removes the old ones that they stand in for', () => {
  const check = (
    surge: Bound,
    pods: readonly Pod[],
    expected: { create: number; remove: readonly string[] },
  ) => {
    const plan = shown(planRollingUpdate(setOf({ surge, unavailable: 0 }), factsOf(pods, nodes(3))))
    assert.deepEqual({ create: plan.create.length, remove: plan.remove }, expected)
  }
  const old = [0, 1, 2].map((i) => daemon(`o${i}`, `n${i}`, 'old'))
  check(1, old, { create: 1, remove: [] })
  check(2, old, { create: 2, remove: [] })
  check(1, [...old, daemon('f0', 'n0', 'new', {})], { create: 0, remove: [] })
  check(1, [...old, daemon('f0', 'n0', 'new')], { create: 1, remove: ['o0'] })
  check(1, [daemon('o0', 'n0', 'old', {}), ...old.slice(1)], { create: 2, remove: [] })
  // The pod on a node that is to have none any more stays until all others serve.
  const leaving = daemon('l', 'elsewhere', 'old')
  check(1, [...old, leaving], { create: 1, remove: ['l'] })
  check(1, [...old.slice(1), leaving], { create: 1, remove: [] })
})

test('planRollingUpdate() gets through every update within its bounds', () => {
  const rng = seededRng(5)
  for (const [surge, unavailable] of [
    [0, 1],
    [0, 2],
    [1, 0],
    [2, 0],
  ] as const) {
    const daemonSet = setOf({ surge, unavailable })
    const list = nodes(6)
    let pods = list.map(({ metadata }, i) => daemon(`o${i}`, metadata.name, 'old'))
    let made = 0
    for (let step = 0; step < 200; step++) {
      const facts = factsOf(pods, list)
      const managed = planDaemonPods(daemonSet, facts)
      const busy = managed.create.length + managed.remove.length > 0
      const plan = busy ? managed : planRollingUpdate(daemonSet, facts)
      pods = pods.filter((pod) => !plan.remove.includes(pod))
      for (const node of plan.create) pods.push(daemon(`f${made++}`, node, 'new', {}))
      const serving = list.filter(({ metadata }) =>
        pods.some((pod) => pod.spec.nodeName === metadata.name && pod.status?.conditions !== undefined),
      )
      assert.ok(serving.length >= list.length - unavailable, `${serving.length} serve`)
      assert.ok(pods.length <= list.length + surge)
      pods = pods.map((pod) =>
        pod.status?.conditions === undefined && rng.next() < 0.3
          ? daemon(pod.metadata.name, pod.spec.nodeName ?? '', 'new')
          : pod,
      )
      if (
        pods.length === 6 &&
        pods.every(({ metadata, status }) => metadata.name.startsWith('f') && status?.conditions)
      )
        break
    }
    assert.equal(pods.length, 6)
    assert.ok(pods.every(({ metadata }) => metadata.name.startsWith('f')))
  }
})

test('calculateStatus() counts nodes, not pods', () => {
  const list = [...nodes(4), nodeOf('off', { taints: [{ key: 'k', effect: 'NoSchedule' }] })]
  const pods = [
    daemon('a', 'n0', 'new'),
    daemon('b', 'n1', 'old'),
    daemon('c', 'n2', 'new', {}),
    daemon('d', 'off', 'new'),
  ]
  assert.deepEqual(calculateStatus(setOf(), factsOf(pods, list)), {
    currentNumberScheduled: 3,
    numberMisscheduled: 1,
    desiredNumberScheduled: 4,
    numberReady: 2,
    observedGeneration: 3,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
    numberUnavailable: 2,
  })
})

test('planRevisions() finds, makes, renumbers and thins out revisions', () => {
  const of = (image: string) => ({
    owner: setOf(),
    kind: DaemonSet,
    template: { spec: { containers: [{ name: 'c', image }] } },
    collisionCount: undefined,
    hashLabel: 'controller-revision-hash',
  })
  const made = (image: string, revision: number) => {
    const { create } = planRevisions(of(image), [])
    assert.ok(create)
    const metadata = metaOf(`${create.metadata.name}-${revision}`, { labels: create.metadata.labels })
    return { ...create, apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, revision }
  }
  const [a, b, c] = [made('a', 1), made('b', 2), made('c', 3)]
  const fresh = planRevisions(of('d'), [b, a, c])
  assert.equal(fresh.create?.revision, 4)
  assert.deepEqual(fresh.old, [a, b, c])
  const again = planRevisions(of('a'), [a, b, c])
  assert.deepEqual([again.current, again.renumber?.revision], [a, 4])
  const twice = planRevisions(of('c'), [made('c', 2), c, a])
  assert.deepEqual([twice.current, twice.duplicates.length, twice.renumber], [c, 1, undefined])
  const hash = a.metadata.labels?.['controller-revision-hash'] ?? ''
  const keep = { limit: 1, liveHashes: new Set([hash]), hashLabel: 'controller-revision-hash' }
  assert.deepEqual(surplusRevisions([a, b, c], keep), [b, c])
  assert.deepEqual(surplusRevisions([a, b, c], { ...keep, limit: 2 }), [b])
  assert.deepEqual(surplusRevisions([a, b, c], { ...keep, limit: 9 }), [])
})
