// Pods as the server reads them: defaults, strategy, facts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatQuantity } from '../../../machinery/quantity/quantity.ts'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { getPodCondition, isPodActive, isPodAvailable, withPodCondition } from './pod.conditions.ts'
import { Pod } from './pod.kind.ts'
import { computePodQOS } from './pod.qos.ts'
import { podLimits, podRequests } from './pod.resources.ts'
import { isLatestImage } from './pod-image.ts'
import { computeHash } from './pod-template.hash.ts'

const pod = (spec: DeepPartial<Pod['spec']>, more: DeepPartial<Pod> = {}) =>
  specimen(Pod, { metadata: { name: 'p', namespace: 'ns' }, ...more, spec }) as Pod

const one = (container: DeepPartial<Pod['spec']['containers'][number]>) =>
  pod({ containers: [{ name: 'c', image: 'busybox', ...container }] })

test('defaultPod() fills in what upstream fills in', () => {
  const { spec } = one({ livenessProbe: { httpGet: { port: 80 } }, ports: [{ containerPort: 80 }] })
  assert.deepEqual(
    { ...spec, containers: undefined },
    {
      containers: undefined,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    },
  )
  assert.deepEqual(spec.containers[0], {
    name: 'c',
    image: 'busybox',
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    resources: {},
    livenessProbe: {
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'Always',
  })
})

test('defaultPod() keeps the two names of the service account alike', () => {
  const { spec } = pod({ containers: [], serviceAccount: 'builder' })
  assert.equal(spec.serviceAccountName, 'builder')
  assert.equal(pod({ containers: [], serviceAccountName: 'x', serviceAccount: 'y' }).spec.serviceAccount, 'x')
})

test('defaultPod() requests what is limited, and gives the host its ports', () => {
  const limited = one({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } })
  assert.deepEqual(limited.spec.containers[0]?.resources?.requests, { cpu: '500m', memory: '1Gi' })
  const hosted = pod({ hostNetwork: true, containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] })
  assert.equal(hosted.spec.containers[0]?.ports?.[0]?.hostPort, 80)
})

test('defaultPod() completes volumes', () => {
  const { spec } = pod({
    containers: [],
    volumes: [
      { name: 'a' },
      { name: 'b', secret: { secretName: 's' } },
      { name: 'c', hostPath: { path: '/x' } },
      { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    ],
  })
  assert.deepEqual(spec.volumes, [
    { name: 'a', emptyDir: {} },
    { name: 'b', secret: { secretName: 's', defaultMode: 0o644 } },
    { name: 'c', hostPath: { path: '/x', type: '' } },
    {
      name: 'd',
      projected: {
        sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }],
        defaultMode: 0o644,
      },
    },
  ])
})

const images: readonly [string, boolean][] = [
  ['busybox', true],
  ['busybox:latest', true],
  ['busybox:1.36', false],
  ['localhost:5000/a/b', true],
  ['localhost:5000/a/b:v1', false],
  ['busybox@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', false],
  ['busybox:latest@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', true],
  ['Busybox', false],
  ['', false],
]

test('isLatestImage() reads tags as upstream does', () => {
  for (const [image, latest] of images) assert.equal(isLatestImage(image), latest, image)
})

const cpu = (requests: string, limits?: string) => ({
  requests: { cpu: requests },
  ...(limits !== undefined && { limits: { cpu: limits } }),
})

test('podRequests() takes the largest init container beside the sidecars before it', () => {
  const given = pod({
    overhead: { cpu: '10m' },
    containers: [
      { name: 'a', resources: cpu('100m') },
      { name: 'b', resources: cpu('200m') },
    ],
    initContainers: [
      { name: 'side', restartPolicy: 'Always', resources: cpu('50m') },
      { name: 'big', resources: cpu('1') },
    ],
  })
  const text = (amounts: ReturnType<typeof podRequests>) =>
    formatQuantity(amounts.get('cpu') ?? assert.fail())
  assert.equal(text(podRequests(given)), '1060m')
  assert.equal(text(podRequests(given, { excludeOverhead: true })), '1050m')
  const small = pod({
    containers: [{ name: 'a', resources: cpu('2') }],
    initContainers: [{ name: 'i', resources: cpu('1') }],
  })
  assert.equal(text(podRequests(small)), '2')
})

test('podLimits() adds overhead only to what is limited', () => {
  const given = pod({
    overhead: { cpu: '10m', memory: '1Mi' },
    containers: [{ name: 'a', resources: cpu('1', '1') }],
  })
  assert.deepEqual(
    [...podLimits(given)].map(([name, amount]) => [name, formatQuantity(amount)]),
    [['cpu', '1010m']],
  )
})

test('podRequests() lets the pod’s own resources win', () => {
  const given = pod({
    resources: { requests: { cpu: '3' } },
    containers: [{ name: 'a', resources: cpu('1') }],
  })
  assert.equal(formatQuantity(podRequests(given).get('cpu') ?? assert.fail()), '3')
})

const both = { cpu: '1', memory: '1Gi' }
const classes: readonly [string, DeepPartial<Pod['spec']>][] = [
  ['BestEffort', { containers: [{ name: 'a' }] }],
  [
    'BestEffort',
    {
      containers: [
        { name: 'a', resources: { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '1' } } },
      ],
    },
  ],
  ['Guaranteed', { containers: [{ name: 'a', resources: { limits: both } }] }],
  ['Burstable', { containers: [{ name: 'a', resources: { limits: both } }, { name: 'b' }] }],
  ['Burstable', { containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }] }],
  ['Burstable', { containers: [{ name: 'a', resources: { limits: both, requests: { cpu: '500m' } } }] }],
  [
    'Burstable',
    { containers: [{ name: 'a', resources: { limits: both } }], initContainers: [{ name: 'i' }] },
  ],
  ['Guaranteed', { resources: { limits: both, requests: both }, containers: [{ name: 'a' }] }],
]

test('computePodQOS() sorts pods as upstream does', () => {
  for (const [expected, spec] of classes)
    assert.equal(computePodQOS(pod(spec).spec), expected, JSON.stringify(spec))
})

test('podStrategy starts pods as Pending with their class, whatever status was sent', () => {
  const given = specimen(Pod, {
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c' }], schedulingGates: [{ name: 'x/y' }] },
    status: { phase: 'Running', podIP: '1.2.3.4' },
  })
  Pod.strategy?.prepareForCreate?.(given)
  assert.equal(given.metadata.generation, 1)
  assert.deepEqual(given.status, {
    phase: 'Pending',
    qosClass: 'BestEffort',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ],
  })
})

test('podStrategy says matchLabelKeys as expressions', () => {
  const term = {
    topologyKey: 'zone',
    labelSelector: {},
    matchLabelKeys: ['app', 'absent'],
    mismatchLabelKeys: ['team'],
  }
  const given = specimen(Pod, {
    metadata: { labels: { app: 'web', team: 'a' } },
    spec: {
      containers: [],
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    },
  })
  Pod.strategy?.prepareForCreate?.(given)
  const terms = given.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  assert.deepEqual(terms?.[0]?.labelSelector?.matchExpressions, [
    { key: 'app', operator: 'In', values: ['web'] },
    { key: 'team', operator: 'NotIn', values: ['a'] },
  ])
})

test('podStrategy lets pods that no node runs go at once', () => {
  const grace = (given: Pod) => Pod.strategy?.gracePeriodSeconds?.(given)
  assert.equal(grace(pod({ containers: [] })), 0)
  assert.equal(grace(pod({ containers: [], nodeName: 'n' })), 30)
  assert.equal(grace(pod({ containers: [], nodeName: 'n', terminationGracePeriodSeconds: -1 })), 1)
  assert.equal(grace(pod({ containers: [], nodeName: 'n' }, { status: { phase: 'Failed' } })), 0)
})

test('isPodAvailable() waits for minReadySeconds', () => {
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }
  const given = pod({ containers: [] }, { status: { conditions: [ready] } })
  const since = Date.parse(ready.lastTransitionTime)
  assert.equal(isPodAvailable(given, { minReadySeconds: 10, nowMs: since + 9_999 }), false)
  assert.equal(isPodAvailable(given, { minReadySeconds: 10, nowMs: since + 10_000 }), true)
  assert.equal(isPodAvailable(given, { minReadySeconds: 0, nowMs: since }), true)
})

test('isPodActive() leaves out what has ended or is ending', () => {
  assert.equal(isPodActive(pod({ containers: [] })), true)
  assert.equal(isPodActive(pod({ containers: [] }, { status: { phase: 'Succeeded' } })), false)
  assert.equal(
    isPodActive(pod({ containers: [] }, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })),
    false,
  )
})

test('withPodCondition() moves the transition time only when the status turns', () => {
  const at = (ms: number) => new Date(ms).toISOString().slice(0, 19).concat('Z')
  const first = withPodCondition(undefined, { type: 'Ready', status: 'False' }, 1000)
  assert.equal(getPodCondition({ conditions: first }, 'Ready')?.lastTransitionTime, at(1000))
  assert.equal(withPodCondition(first, { type: 'Ready', status: 'False' }, 9000), first)
  const told = withPodCondition(first, { type: 'Ready', status: 'False', reason: 'X' }, 9000)
  assert.equal(told[0]?.lastTransitionTime, at(1000))
  assert.equal(
    withPodCondition(told, { type: 'Ready', status: 'True' }, 9000)[0]?.lastTransitionTime,
    at(9000),
  )
})

test('computeHash() does not depend on the order of keys, but on everything else', () => {
  const hash = computeHash({ a: 1, b: { c: [1, 2] } })
  assert.equal(computeHash({ b: { c: [1, 2] }, a: 1, d: undefined }), hash)
  assert.match(hash, /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/)
  assert.notEqual(computeHash({ a: 1, b: { c: [2, 1] } }), hash)
  assert.notEqual(computeHash({ a: 1, b: { c: [1, 2] } }, 1), hash)
})
