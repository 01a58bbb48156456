import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Probe } from '../../api/core/pod/pod-probes.schema.ts'
import type { ContainerStatus } from '../../api/core/pod/pod-status.schema.ts'
import { settle } from '../../base/node/system-clock.ts'
import { seededRng } from '../../base/rng.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { containerOf, podOf } from '../pods/test-pods.ts'
import type { ProbeVerdict } from './probe-result.ts'
import { type ProbeKind, ProbeResults } from './probe-results.ts'
import { ProbeWorker } from './probe-worker.ts'

const start = Date.UTC(2026, 0, 1)

interface Setup {
  readonly kind: ProbeKind
  readonly probe: Probe
  readonly startupProbe?: Probe
  /** What the container answers, second by second. */
  answer(second: number): boolean
}

/** Runs a worker for `seconds`, and gives `second:verdict` for each change and the seconds at which it probed. */
async function observe(
  setup: Setup,
  seconds: number,
  change?: (second: number, status: { now: ContainerStatus }) => void,
) {
  const clock = new VirtualClock({ settle, startMs: start })
  const container = containerOf('main', { ...(setup.startupProbe && { startupProbe: setup.startupProbe }) })
  const status: { now: ContainerStatus } = {
    now: {
      name: 'main',
      image: '',
      imageID: '',
      ready: false,
      restartCount: 0,
      containerID: 'containerd://one',
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    },
  }
  const second = () => Math.round((clock.now() - start) / 1000)
  const verdicts: string[] = []
  const probes: number[] = []
  const results = new ProbeResults()
  const worker = new ProbeWorker({
    kind: setup.kind,
    container,
    probe: setup.probe,
    results,
    clock,
    rng: seededRng(1),
    spreadMs: 0,
    prober: {
      run: async () => {
        probes.push(second())
        return { result: setup.answer(second()) ? 'Success' : 'Failure', output: '' }
      },
    },
    look: () => ({ pod: podOf(), podIP: '', status: status.now }),
    onVerdict: (verdict: ProbeVerdict) => verdicts.push(`${second()}:${verdict}`),
    onTrouble: () => {},
  })
  const stop = new AbortController()
  const running = worker.run(stop.signal).catch(() => {})
  for (let now = 0; now < seconds; now++) {
    change?.(now, status)
    await clock.advance(1000)
  }
  stop.abort(new Error('done'))
  await running
  assert.equal(clock.pendingTimers, 0)
  return { verdicts, probes }
}

test('ProbeWorker waits for the initial delay, then probes each period', async () => {
  const { verdicts, probes } = await observe(
    { kind: 'readiness', probe: { initialDelaySeconds: 7, periodSeconds: 5 }, answer: () => true },
    21,
  )
  assert.deepEqual(probes, [10, 15, 20])
  assert.deepEqual(verdicts, ['0:Failure', '10:Success'])
})

test('ProbeWorker needs a run of failures and of successes', async () => {
  const { verdicts } = await observe(
    {
      kind: 'readiness',
      probe: { periodSeconds: 1, failureThreshold: 3, successThreshold: 2 },
      answer: (second) => second < 5 || second > 9,
    },
    15,
  )
  assert.deepEqual(verdicts, ['0:Failure', '1:Success', '7:Failure', '11:Success'])
})

test('ProbeWorker holds after a liveness failure until the container is another', async () => {
  const { verdicts, probes } = await observe(
    { kind: 'liveness', probe: { periodSeconds: 1, failureThreshold: 2 }, answer: (second) => second < 3 },
    10,
    (second, status) => {
      if (second === 7) status.now = { ...status.now, containerID: 'containerd://two' }
    },
  )
  assert.deepEqual(probes, [0, 1, 2, 3, 4, 8, 9])
  assert.deepEqual(verdicts, ['0:Success', '4:Failure', '8:Success', '9:Failure'])
})

test('ProbeWorker for liveness waits for the startup probe', async () => {
  const { probes } = await observe(
    { kind: 'liveness', probe: { periodSeconds: 1 }, startupProbe: {}, answer: () => true },
    5,
  )
  assert.deepEqual(probes, [])
})

test('ProbeWorker for startup stops probing once the container has started', async () => {
  const { verdicts, probes } = await observe(
    { kind: 'startup', probe: { periodSeconds: 2 }, startupProbe: {}, answer: (second) => second >= 4 },
    12,
  )
  assert.deepEqual(probes, [0, 2, 4])
  assert.deepEqual(verdicts, ['0:Unknown', '4:Success'])
})

test('ProbeWorker takes a container that does not run for failed', async () => {
  const { verdicts } = await observe(
    { kind: 'readiness', probe: { periodSeconds: 1 }, answer: () => true },
    6,
    (second, status) => {
      if (second === 3) status.now = { ...status.now, state: { terminated: { exitCode: 1 } } }
    },
  )
  assert.deepEqual(verdicts, ['0:Failure', '0:Success', '4:Failure'])
})
