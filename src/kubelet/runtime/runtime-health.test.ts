import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { StatusResponse } from '../cri/cri.types.ts'
import { CriError } from '../cri/cri-error.ts'
import { RuntimeHealth } from './runtime-health.ts'
import { changedPods, groupByPod } from './runtime-poller.ts'

const { signal } = new AbortController()

function answer(network: boolean): StatusResponse {
  const fine = { status: true, reason: '', message: '' }
  const missing = { status: false, reason: 'NetworkPluginNotReady', message: 'cni plugin not initialized' }
  return {
    status: {
      conditions: [
        { type: 'RuntimeReady', ...fine },
        { type: 'NetworkReady', ...(network ? fine : missing) },
      ],
    },
    info: {},
    runtimeHandlers: [],
  }
}

test('RuntimeHealth tells what keeps the node from being ready', async () => {
  const clock = new VirtualClock({ settle })
  let away = false
  let network = false
  let lastListMs: number | undefined
  const changes: string[] = []
  const health = new RuntimeHealth({
    cri: {
      status: async () => {
        if (away) throw new CriError('Unavailable', { method: 'Status', details: 'gone' })
        return answer(network)
      },
    },
    clock,
    lastListMs: () => lastListMs,
    onChange: () => changes.push(health.faults().join()),
  })
  assert.deepEqual(health.faults(), ['container runtime is down', 'network state unknown'])
  await health.check({ signal })
  const noNetwork =
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized'
  assert.equal(health.networkFault(), noNetwork)
  network = true
  await health.check({ signal })
  assert.deepEqual(health.faults(), [])
  assert.deepEqual(changes, [noNetwork, ''])
  away = true
  await clock.advance(20_000)
  await health.check({ signal })
  assert.deepEqual(health.faults(), [])
  await clock.advance(11_000)
  await health.check({ signal })
  assert.deepEqual(health.faults(), ['container runtime is down'])
  away = false
  await health.check({ signal })
  assert.deepEqual(health.faults(), [])
  lastListMs = clock.monotonic()
  await clock.advance(190_000)
  await health.check({ signal })
  assert.deepEqual(health.faults(), [
    'PLEG is not healthy: pleg was last seen active 3m10s ago; threshold is 3m0s',
  ])
})

test('changedPods() compares two looks at the runtime', () => {
  const labels = {
    'io.kubernetes.pod.uid': 'u1',
    'io.kubernetes.pod.name': 'a',
    'io.kubernetes.pod.namespace': 'n',
  }
  const sandbox = (state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY', uid = 'u1') => ({
    id: `s-${uid}`,
    state,
    createdAt: 1n,
    labels: { ...labels, 'io.kubernetes.pod.uid': uid },
    annotations: {},
    runtimeHandler: '',
  })
  const one = groupByPod([sandbox('SANDBOX_READY'), sandbox('SANDBOX_READY', 'u2')], [])
  assert.deepEqual([...one.keys()], ['u1', 'u2'])
  assert.deepEqual(changedPods(undefined, one), ['u1', 'u2'])
  assert.deepEqual(
    changedPods(one, groupByPod([sandbox('SANDBOX_READY', 'u2'), sandbox('SANDBOX_READY')], [])),
    [],
  )
  assert.deepEqual(
    changedPods(one, groupByPod([sandbox('SANDBOX_NOTREADY'), sandbox('SANDBOX_READY', 'u2')], [])),
    ['u1'],
  )
  assert.deepEqual(changedPods(one, groupByPod([sandbox('SANDBOX_READY')], [])), ['u2'])
  assert.equal(groupByPod([{ ...sandbox('SANDBOX_READY'), labels: {} }], []).size, 0)
})
