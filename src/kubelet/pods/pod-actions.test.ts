import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyRuntimePod, type RuntimePod } from '../runtime/runtime-pod.ts'
import type { ProbeVerdicts } from './container-kill.ts'
import { computePodActions } from './pod-actions.ts'
import { type ContainerPieces, containerOf, type PodPieces, podOf, runtimePodOf } from './test-pods.ts'

interface Given {
  readonly pod?: PodPieces
  readonly containers?: readonly ContainerPieces[]
  readonly runtime?: Partial<RuntimePod>
  readonly liveness?: Readonly<Record<string, 'Success' | 'Failure' | 'Unknown'>>
  readonly startup?: Readonly<Record<string, 'Success' | 'Failure' | 'Unknown'>>
}

interface Expected {
  readonly kill?: true
  readonly sandbox?: { readonly attempt: number; readonly old: string | undefined }
  readonly init?: readonly number[]
  readonly start?: readonly number[]
  readonly ephemeral?: readonly number[]
  readonly stop?: Readonly<Record<string, string>>
}

function check(given: Given, expected: Expected): void {
  const pod = podOf(given.pod)
  const runtime =
    given.containers === undefined && given.runtime === undefined
      ? emptyRuntimePod(pod)
      : runtimePodOf(pod, given.containers ?? [], given.runtime)
  const probes: ProbeVerdicts = {
    liveness: (id) => given.liveness?.[id],
    startup: (id) => given.startup?.[id],
  }
  const actions = computePodActions(pod, runtime, probes)
  const stop = [...actions.containersToKill].map(([id, { message }]) => [id, message] as const)
  assert.deepEqual(
    {
      kill: actions.killPod,
      sandbox: actions.createSandbox ? { attempt: actions.attempt, old: actions.sandboxId } : undefined,
      init: actions.initContainersToStart,
      start: actions.containersToStart,
      ephemeral: actions.ephemeralContainersToStart,
      stop: Object.fromEntries(stop),
    },
    {
      kill: expected.kill ?? false,
      sandbox: expected.sandbox,
      init: expected.init ?? [],
      start: expected.start ?? [],
      ephemeral: expected.ephemeral ?? [],
      stop: expected.stop ?? {},
    },
  )
}

const two: PodPieces = { spec: { containers: [containerOf('main'), containerOf('side')] } }
const running = (name: string): ContainerPieces => ({ name, state: 'running' })
const exited = (name: string, exitCode = 0): ContainerPieces => ({ name, state: 'exited', exitCode })
const first = { attempt: 0, old: undefined }
const again = { attempt: 1, old: 'sandbox-0' }
const notReady = {
  sandboxes: [{ id: 'sandbox-0', ready: false, attempt: 0, createdAtMs: 1, ips: [], hostNetwork: false }],
}

test('computePodActions() starts a new pod', () => {
  check({ pod: two }, { kill: true, sandbox: first, start: [0, 1] })
  check({ pod: { spec: { initContainers: [containerOf('i')] } } }, { kill: true, sandbox: first, init: [0] })
})

test('computePodActions() leaves a running pod alone', () => {
  check({ pod: two, containers: [running('main'), running('side')] }, {})
})

test('computePodActions() restarts by policy', () => {
  const never: PodPieces = { spec: { ...two.spec, restartPolicy: 'Never' } }
  const onFailure: PodPieces = { spec: { ...two.spec, restartPolicy: 'OnFailure' } }
  check({ pod: two, containers: [running('main'), exited('side')] }, { start: [1] })
  check({ pod: never, containers: [running('main'), exited('side', 1)] }, {})
  check({ pod: onFailure, containers: [running('main'), exited('side')] }, {})
  check({ pod: onFailure, containers: [running('main'), exited('side', 1)] }, { start: [1] })
  check({ pod: never, containers: [exited('main', 1), exited('side')] }, { kill: true })
  check({ pod: onFailure, containers: [exited('main'), exited('side')] }, { kill: true })
  check({ pod: onFailure, containers: [exited('main', 3), exited('side')] }, { start: [0] })
})

test("computePodActions() follows a container's own policy and rules", () => {
  const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }]
  const own = containerOf('main', { restartPolicy: 'Never', restartPolicyRules: rules })
  const pod: PodPieces = { spec: { containers: [own] } }
  check({ pod, containers: [exited('main', 42)] }, { start: [0] })
  check({ pod, containers: [exited('main', 41)] }, { kill: true })
})

test('computePodActions() takes no restarts for a pod being deleted', () => {
  const pod: PodPieces = { ...two, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }
  check({ pod, containers: [running('main'), exited('side')] }, {})
})

test('computePodActions() replaces a dead sandbox', () => {
  check(
    { pod: two, containers: [running('main')], runtime: notReady },
    { kill: true, sandbox: again, start: [0, 1] },
  )
  const never: PodPieces = { spec: { restartPolicy: 'Never' } }
  check({ pod: never, containers: [exited('main')], runtime: notReady }, { kill: true })
  check({ pod: never, containers: [], runtime: notReady }, { kill: true, sandbox: again, start: [0] })
  const onFailure: PodPieces = { spec: { ...two.spec, restartPolicy: 'OnFailure' } }
  check(
    { pod: onFailure, containers: [exited('main'), exited('side', 1)], runtime: notReady },
    { kill: true, sandbox: again, start: [1] },
  )
  check({ pod: onFailure, containers: [exited('main'), exited('side')], runtime: notReady }, { kill: true })
})

test('computePodActions() replaces a sandbox without an address or with another network', () => {
  const noIp = {
    sandboxes: [{ id: 'sandbox-0', ready: true, attempt: 0, createdAtMs: 1, ips: [], hostNetwork: false }],
  }
  check({ containers: [running('main')], runtime: noIp }, { kill: true, sandbox: again, start: [0] })
  const host = {
    sandboxes: [{ id: 'sandbox-0', ready: true, attempt: 2, createdAtMs: 1, ips: [], hostNetwork: true }],
  }
  check(
    { containers: [running('main')], runtime: host },
    { kill: true, sandbox: { attempt: 3, old: undefined }, start: [0] },
  )
  check({ pod: { spec: { hostNetwork: true } }, containers: [running('main')], runtime: host }, {})
})

test('computePodActions() kills for failed probes and changed specs', () => {
  check(
    { containers: [running('main')], liveness: { 'main-id': 'Failure' } },
    { start: [0], stop: { 'main-id': 'Container main failed liveness probe, will be restarted' } },
  )
  check(
    { containers: [running('main')], startup: { 'main-id': 'Failure' } },
    { start: [0], stop: { 'main-id': 'Container main failed startup probe, will be restarted' } },
  )
  check(
    {
      pod: { spec: { restartPolicy: 'Never' } },
      containers: [running('main')],
      liveness: { 'main-id': 'Failure' },
    },
    { kill: true, stop: { 'main-id': 'Container main failed liveness probe' } },
  )
  check(
    { containers: [{ ...running('main'), hash: 'other' }] },
    { start: [0], stop: { 'main-id': 'Container main definition changed, will be restarted' } },
  )
  check(
    { containers: [{ name: 'main', state: 'unknown' }] },
    { start: [0], stop: { 'main-id': 'Container is in "unknown" state, try killing it before restart' } },
  )
})

test('computePodActions() starts ephemeral containers once', () => {
  const pod: PodPieces = { spec: { ephemeralContainers: [containerOf('debug'), containerOf('old')] } }
  check({ pod, containers: [running('main'), exited('old')] }, { ephemeral: [0] })
})

const init: PodPieces = { spec: { initContainers: [containerOf('i0'), containerOf('i1')] } }

test('computePodActions() runs init containers one after another', () => {
  check({ pod: init, containers: [] }, { init: [0] })
  check({ pod: init, containers: [running('i0')] }, {})
  check({ pod: init, containers: [exited('i0')] }, { init: [1] })
  check({ pod: init, containers: [exited('i1'), exited('i0')] }, { start: [0] })
  check({ pod: init, containers: [exited('i1')] }, { start: [0] })
  check({ pod: init, containers: [exited('i0', 1)] }, { init: [0] })
  check({ pod: init, containers: [{ name: 'i0', state: 'created' }] }, { init: [0] })
  check(
    { pod: { spec: { ...init.spec, restartPolicy: 'Never' } }, containers: [exited('i0', 1)] },
    { kill: true },
  )
  // They may have been removed after the main container began.
  check({ pod: init, containers: [running('main')] }, {})
})

const sidecar = (more = {}) => containerOf('s', { restartPolicy: 'Always', ...more })
const withSidecar = (more = {}): PodPieces => ({
  spec: { initContainers: [sidecar(more), containerOf('i1')] },
})

test('computePodActions() keeps sidecars running', () => {
  check({ pod: withSidecar(), containers: [] }, { init: [0] })
  check({ pod: withSidecar(), containers: [running('s')] }, { init: [1] })
  check({ pod: withSidecar({ startupProbe: {} }), containers: [running('s')] }, {})
  check(
    { pod: withSidecar({ startupProbe: {} }), containers: [running('s')], startup: { 's-id': 'Success' } },
    { init: [1] },
  )
  check(
    { pod: withSidecar({ startupProbe: {} }), containers: [running('s')], startup: { 's-id': 'Failure' } },
    { init: [0], stop: { 's-id': 'Init container s failed startup probe' } },
  )
  check({ pod: withSidecar(), containers: [exited('i1'), exited('s', 1)] }, { init: [0], start: [0] })
  check({ pod: withSidecar(), containers: [running('main'), exited('s', 1)] }, { init: [0] })
  check({ pod: withSidecar(), containers: [running('main')] }, { init: [0] })
  check(
    {
      pod: withSidecar({ livenessProbe: {} }),
      containers: [running('main'), running('s')],
      liveness: { 's-id': 'Failure' },
    },
    { init: [0], stop: { 's-id': 'Init container s failed liveness probe' } },
  )
})

test('computePodActions() does not let a sidecar keep a finished pod alive', () => {
  const pod: PodPieces = { spec: { ...withSidecar().spec, restartPolicy: 'Never' } }
  check({ pod, containers: [exited('main'), exited('i1'), exited('s', 1)] }, { kill: true })
})
