import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { type ContainerPieces, containerOf, type PodPieces, podOf, runtimePodOf } from '../pods/test-pods.ts'
import { emptyRuntimePod } from '../runtime/runtime-pod.ts'
import type { WaitingReason } from './container-statuses.ts'
import { finalPodStatus, generatePodStatus, type PodStatusSources, sortPodIPs } from './pod-status.ts'

interface Given {
  readonly pod?: PodPieces
  readonly containers?: readonly ContainerPieces[]
  readonly waiting?: Readonly<Record<string, WaitingReason>>
  readonly previous?: PodStatus
  readonly terminal?: boolean
  readonly unready?: readonly string[]
  readonly unstarted?: readonly string[]
  readonly end?: PodStatusSources['end']
}

const nowMs = Date.UTC(2026, 0, 1)

function generate(given: Given): PodStatus {
  const pod = podOf(given.pod)
  return generatePodStatus({
    pod,
    runtime: given.containers === undefined ? emptyRuntimePod(pod) : runtimePodOf(pod, given.containers),
    runtimeName: 'containerd',
    waitingReasons: new Map(Object.entries(given.waiting ?? {})),
    previous: given.previous,
    probes: {
      isStarted: ({ name }) => given.unstarted?.includes(name) !== true,
      isReady: ({ name }) => given.unready?.includes(name) !== true,
    },
    hostIPs: ['192.168.0.1'],
    nowMs,
    podIsTerminal: given.terminal ?? false,
    end: given.end,
  })
}

const running = (name: string): ContainerPieces => ({ name, state: 'running' })
const exited = (name: string, exitCode = 0): ContainerPieces => ({
  name,
  state: 'exited',
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
})
const conditions = (status: PodStatus) =>
  Object.fromEntries(
    (status.conditions ?? []).map((one) => [one.type, `${one.status} ${one.reason ?? ''}`.trim()]),
  )

test('generatePodStatus() of a pod that is being created', () => {
  const status = generate({})
  assert.equal(status.phase, 'Pending')
  assert.deepEqual(status.containerStatuses, [
    {
      name: 'main',
      image: 'main:1',
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason: 'ContainerCreating' } },
    },
  ])
  assert.deepEqual(conditions(status), {
    PodReadyToStartContainers: 'False',
    Initialized: 'True',
    Ready: 'False ContainersNotReady',
    ContainersReady: 'False ContainersNotReady',
    PodScheduled: 'True',
  })
  assert.equal(
    status.conditions?.find(({ type }) => type === 'Ready')?.message,
    'containers with unready status: [main]',
  )
  assert.deepEqual(
    { qosClass: status.qosClass, hostIP: status.hostIP, podIP: status.podIP, startTime: status.startTime },
    { qosClass: 'BestEffort', hostIP: '192.168.0.1', podIP: undefined, startTime: '2026-01-01T00:00:00Z' },
  )
})

test('generatePodStatus() of a running pod', () => {
  const status = generate({ containers: [running('main')] })
  assert.equal(status.phase, 'Running')
  assert.deepEqual(status.podIPs, [{ ip: '10.0.0.5' }])
  const [main] = status.containerStatuses ?? []
  assert.deepEqual(
    { ready: main?.ready, started: main?.started, id: main?.containerID, imageID: main?.imageID },
    { ready: true, started: true, id: 'containerd://main-id', imageID: 'sha256:main' },
  )
  assert.equal(conditions(status).Ready, 'True')
  assert.equal(status.conditions?.[0]?.observedGeneration, 1)
})

test('generatePodStatus() follows the probes', () => {
  const unready = generate({ containers: [running('main')], unready: ['main'] })
  assert.equal(unready.containerStatuses?.[0]?.ready, false)
  assert.equal(conditions(unready).Ready, 'False ContainersNotReady')
  const unstarted = generate({ containers: [running('main')], unstarted: ['main'] })
  assert.deepEqual(
    [unstarted.containerStatuses?.[0]?.started, unstarted.containerStatuses?.[0]?.ready],
    [false, false],
  )
})

test('generatePodStatus() shows a crash loop as waiting, with what happened before', () => {
  const why = { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=main' }
  const status = generate({
    containers: [
      { ...exited('main', 1), restartCount: 2 },
      { ...exited('main', 3), id: 'older', restartCount: 1 },
    ],
    waiting: { main: why },
  })
  const [main] = status.containerStatuses ?? []
  assert.deepEqual(main?.state, { waiting: why })
  assert.equal(main?.lastState?.terminated?.exitCode, 1)
  assert.equal(main?.restartCount, 2)
  assert.equal(status.phase, 'Running')
})

test('generatePodStatus() tells phases apart', () => {
  const phase = (given: Given) => generate(given).phase
  const never = { spec: { restartPolicy: 'Never' as const } }
  const onFailure = { spec: { restartPolicy: 'OnFailure' as const } }
  assert.equal(phase({ containers: [exited('main')] }), 'Running')
  assert.equal(phase({ containers: [exited('main')], terminal: true }), 'Succeeded')
  assert.equal(phase({ containers: [exited('main', 1)], terminal: true }), 'Failed')
  assert.equal(phase({ pod: never, containers: [exited('main')] }), 'Succeeded')
  assert.equal(phase({ pod: never, containers: [exited('main', 2)] }), 'Failed')
  assert.equal(phase({ pod: onFailure, containers: [exited('main', 2)] }), 'Running')
  const init = { spec: { restartPolicy: 'Never' as const, initContainers: [containerOf('i')] } }
  assert.equal(phase({ pod: init, containers: [running('i')] }), 'Pending')
  assert.equal(phase({ pod: init, containers: [exited('i', 1)] }), 'Failed')
  assert.equal(phase({ pod: init, containers: [running('main'), exited('i')] }), 'Running')
})

test('generatePodStatus() reports init containers and sidecars', () => {
  const initContainers = [containerOf('s', { restartPolicy: 'Always' }), containerOf('i')]
  const pod = { spec: { initContainers } }
  const early = generate({ pod, containers: [running('s')] })
  assert.deepEqual(
    early.initContainerStatuses?.map(({ name, ready }) => [name, ready]),
    [
      ['s', true],
      ['i', false],
    ],
  )
  assert.equal(conditions(early).Initialized, 'False ContainersNotInitialized')
  assert.equal(early.containerStatuses?.[0]?.state?.waiting?.reason, 'PodInitializing')
  const late = generate({ pod, containers: [running('main'), exited('i'), running('s')] })
  assert.equal(late.phase, 'Running')
  assert.equal(late.initContainerStatuses?.[1]?.ready, true)
  assert.equal(conditions(late).Initialized, 'True')
})

test('generatePodStatus() does not leave a final phase', () => {
  const status = generate({
    pod: { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } },
    containers: [running('main')],
  })
  assert.deepEqual([status.phase, status.reason, status.message], ['Failed', 'Evicted', 'low on memory'])
  const ended = generate({
    containers: [running('main')],
    end: { reason: 'DeadlineExceeded', message: 'too long' },
  })
  assert.deepEqual([ended.phase, ended.reason], ['Failed', 'DeadlineExceeded'])
})

test('generatePodStatus() keeps conditions of others and waits for readiness gates', () => {
  const gate = { type: 'example.com/gate', status: 'False' }
  const spec = { readinessGates: [{ conditionType: gate.type }] }
  const status = generate({ pod: { spec, status: { conditions: [gate] } }, containers: [running('main')] })
  assert.deepEqual(status.conditions?.[0], gate)
  assert.equal(conditions(status).Ready, 'False ReadinessGatesNotReady')
  assert.equal(conditions(status).ContainersReady, 'True')
})

test('generatePodStatus() keeps the time of the last transition', () => {
  const previous = generate({ containers: [running('main')] })
  const before = {
    ...previous,
    conditions: previous.conditions?.map((one) => ({ ...one, lastTransitionTime: 'T' })),
  }
  const same = generate({ containers: [running('main')], previous: before })
  assert.ok(same.conditions?.every(({ lastTransitionTime }) => lastTransitionTime === 'T'))
  const turned = generate({ containers: [exited('main')], previous: before })
  assert.equal(
    turned.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime,
    '2026-01-01T00:00:00Z',
  )
})

test('generatePodStatus() notices a container that vanished', () => {
  const previous = generate({ containers: [running('main')] })
  const status = generate({ containers: [], previous })
  const [main] = status.containerStatuses ?? []
  assert.equal(main?.lastState?.terminated?.exitCode, 137)
  assert.equal(main?.restartCount, 1)
  assert.equal(status.phase, 'Running')
})

test('finalPodStatus() makes everything terminal', () => {
  const pod = podOf()
  const status = finalPodStatus(pod, generate({ containers: [running('main')] }))
  assert.equal(status.phase, 'Failed')
  assert.equal(status.containerStatuses?.[0]?.state?.terminated?.exitCode, 137)
  const fine = finalPodStatus(pod, generate({ containers: [exited('main')], terminal: true }))
  assert.equal(fine.phase, 'Succeeded')
  assert.equal(fine.containerStatuses?.[0]?.state?.terminated?.exitCode, 0)
})

test("sortPodIPs() prefers the node's family and takes one of each", () => {
  assert.deepEqual(sortPodIPs(['fd00::1', '10.0.0.1', '10.0.0.2'], '192.168.0.1'), ['10.0.0.1', 'fd00::1'])
  assert.deepEqual(sortPodIPs(['10.0.0.1', 'fd00::1'], 'fd00::ff'), ['fd00::1', '10.0.0.1'])
})
