// Deployments, replica sets and daemon sets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { type DeepPartial, specimen } from '../specimen.ts'
import { DaemonSet } from './daemon-set/daemon-set.kind.ts'
import { Deployment } from './deployment/deployment.kind.ts'
import { isNothing, scaledValue } from './int-or-percent.ts'
import { ReplicaSet } from './replica-set/replica-set.kind.ts'

const labels = { app: 'web' }
const base = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
}
const metadata = { name: 'x', namespace: 'ns' }

const deployment = (spec: DeepPartial<Deployment['spec']> = {}, more: DeepPartial<Deployment> = {}) =>
  specimen(Deployment, { metadata, ...more, spec: { ...base, ...spec } })
const daemonSet = (spec: DeepPartial<DaemonSet['spec']> = {}) =>
  specimen(DaemonSet, { metadata, spec: { ...base, ...spec } })

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

test('defaultDeployment() fills in what upstream fills in', () => {
  const { spec } = deployment()
  assert.deepEqual(
    { ...spec, template: undefined, selector: undefined },
    {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: undefined,
      selector: undefined,
    },
  )
  assert.equal(spec.template.spec?.restartPolicy, 'Always')
  assert.equal(spec.template.spec?.enableServiceLinks, undefined)
  assert.equal(deployment({ strategy: { type: 'Recreate' } }).spec.strategy?.rollingUpdate, undefined)
})

const cases: readonly (readonly [DeepPartial<Deployment['spec']>, ...string[]])[] = [
  [{}],
  [{ replicas: -1 }, 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  [{ selector: undefined }, 'spec.selector: Required value'],
  [{ selector: {} }, 'spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  [
    { selector: { matchLabels: { app: 'other' } } },
    'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
  ],
  [
    { strategy: { type: 'Recreate', rollingUpdate: {} } },
    "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
  ],
  [
    { strategy: { type: 'Slow' as 'Recreate' } },
    'spec.strategy: Unsupported value: {"type":"Slow"}: supported values: "Recreate", "RollingUpdate"',
  ],
  [
    { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: '0%' } } },
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
  ],
  [
    { strategy: { rollingUpdate: { maxUnavailable: '101%', maxSurge: 'x' } } },
    "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"x\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  ],
  [
    { minReadySeconds: 600 },
    'spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds',
  ],
  [
    {
      template: {
        ...base.template,
        spec: { ...base.template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 1 },
      },
    },
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
  ],
  [
    { template: { metadata: { labels }, spec: { containers: [] } } },
    'spec.template.spec.containers: Required value',
  ],
]

test('validateDeployment() uses upstream’s words', () => {
  for (const [spec, ...expected] of cases) {
    assert.deepEqual(
      texts(Deployment.validate?.(deployment(spec) as Deployment)),
      expected,
      JSON.stringify(spec),
    )
  }
})

test('validateDeploymentUpdate() keeps the selector', () => {
  const next = deployment({ selector: { matchLabels: { app: 'web', more: 'x' } } }) as Deployment
  assert.deepEqual(texts(Deployment.validateUpdate?.(next, deployment() as Deployment)), [
    'spec.selector: Invalid value: {"matchLabels":{"app":"web","more":"x"}}: field is immutable',
  ])
})

test('validateDeploymentStatusUpdate() checks the counts', () => {
  const next = deployment(
    {},
    { status: { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 1 } },
  ) as Deployment
  const old = deployment({}, { status: { collisionCount: 2 } }) as Deployment
  assert.deepEqual(texts(Deployment.validateStatusUpdate?.(next, old)), [
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas',
    'status.collisionCount: Invalid value: 1: cannot be decremented',
  ])
})

test('deploymentStrategy counts changes of spec and of annotations, and keeps status apart', () => {
  const old = deployment({}, { status: { replicas: 1 } })
  Deployment.strategy?.prepareForCreate?.(old)
  assert.deepEqual([old.metadata.generation, old.status], [1, {}])
  const change = (spec: DeepPartial<Deployment['spec']>, annotations?: Record<string, string>) => {
    const next = deployment(spec, { metadata: { ...metadata, annotations }, status: { replicas: 9 } })
    Deployment.strategy?.prepareForUpdate?.(next, old as Deployment)
    return [next.metadata.generation, next.status?.replicas]
  }
  assert.deepEqual(change({}), [1, undefined])
  assert.deepEqual(change({ replicas: 3 }), [2, undefined])
  assert.deepEqual(change({}, { a: 'b' }), [2, undefined])
  const status = deployment(
    { replicas: 9 },
    { metadata: { ...metadata, labels: { x: 'y' } }, status: { replicas: 2 } },
  )
  Deployment.strategy?.prepareForStatusUpdate?.(status, old as Deployment)
  assert.deepEqual([status.spec.replicas, status.status?.replicas, status.metadata.labels], [1, 2, undefined])
})

test('daemonSetStrategy counts changes of the template in an annotation', () => {
  const old = daemonSet()
  DaemonSet.strategy?.prepareForCreate?.(old)
  const key = 'deprecated.daemonset.template.generation'
  assert.equal(old.metadata.annotations?.[key], '1')
  const next = daemonSet({
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:2' }] } },
  })
  DaemonSet.strategy?.prepareForUpdate?.(next, old as DaemonSet)
  assert.deepEqual([next.metadata.annotations?.[key], next.metadata.generation], ['2', 2])
})

test('validateDaemonSet() wants either surge or unavailability', () => {
  const rolling = (rollingUpdate: object) =>
    texts(DaemonSet.validate?.(daemonSet({ updateStrategy: { rollingUpdate } }) as DaemonSet))
  assert.deepEqual(rolling({ maxSurge: 1 }), [
    'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
  ])
  assert.deepEqual(rolling({ maxUnavailable: 0 }), [
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
  ])
  assert.deepEqual(rolling({ maxUnavailable: 0, maxSurge: '10%' }), [])
})

test('workload rows print what kubectl get prints', () => {
  const at = { ...metadata, creationTimestamp: '2026-01-01T00:00:00Z' }
  const nowMs = Date.parse('2026-01-01T00:00:30Z')
  const web = deployment(
    { replicas: 3 },
    { metadata: at, status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 } },
  )
  assert.deepEqual(
    Deployment.columns?.map((column) => column.cell(web as Deployment, nowMs)),
    ['x', '2/3', 3, 1, '30s', 'c', 'i:1', 'app=web'],
  )
  const set = specimen(ReplicaSet, {
    metadata: at,
    spec: { ...base, replicas: 2 },
    status: { replicas: 2, readyReplicas: 1 },
  })
  assert.deepEqual(
    ReplicaSet.columns?.map((column) => column.cell(set as ReplicaSet, nowMs)),
    ['x', 2, 2, 1, '30s', 'c', 'i:1', 'app=web'],
  )
  const daemons = {
    ...daemonSet(),
    status: { desiredNumberScheduled: 3, currentNumberScheduled: 2, numberReady: 1 },
  }
  const cells = DaemonSet.columns
    ?.filter(({ name }) => name !== 'Age')
    .map((column) => column.cell(daemons as DaemonSet, nowMs))
  assert.deepEqual(cells, ['x', 3, 2, 1, 0, 0, '<none>', 'c', 'i:1', 'app=web'])
})

test('scaledValue() rounds percentages as asked', () => {
  assert.equal(scaledValue('25%', 10, { roundUp: true }), 3)
  assert.equal(scaledValue('25%', 10, { roundUp: false }), 2)
  assert.equal(scaledValue(4, 10, { roundUp: true }), 4)
  assert.equal(scaledValue('x', 10, { roundUp: true }), undefined)
  assert.deepEqual(['0%', 0, undefined, '1%', 'x'].map(isNothing), [true, true, true, false, false])
})
