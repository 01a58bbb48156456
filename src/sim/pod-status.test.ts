import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pod } from '../api/core/pod/pod.kind.ts'
import type { PodStatus } from '../api/core/pod/pod-status.schema.ts'
import { defaultStages } from './default-stages.ts'
import { nextStatus } from './pod-status.ts'
import { possibleSteps, type Step } from './pod-steps.ts'
import { Stages } from './stage.ts'

const startMs = Date.UTC(2026, 0, 1)

/** Lives a pod's life on paper: always takes the step that is due first. */
class Life {
  pod: Pod
  nowMs = startMs
  readonly phases: string[] = []
  readonly #stages = new Stages(defaultStages, 7)
  readonly #due = new Map<string, number>()

  constructor(spec: Partial<Pod['spec']>, metadata: object = {}) {
    this.pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
        namespace: 'default',
        uid: 'u',
        resourceVersion: '1',
        creationTimestamp: '',
        ...metadata,
      },
      spec: { containers: [{ name: 'c', image: 'i' }], nodeName: 'n', ...spec },
      status: { phase: 'Pending' },
    }
  }

  get status(): PodStatus {
    return this.pod.status ?? {}
  }

  #next(): { step: Step; dueMs: number } | undefined {
    const steps = possibleSteps(this.pod, { stages: this.#stages, nowMs: this.nowMs })
    const timed = steps.map((step) => ({ step, dueMs: this.#due.get(step.id) ?? this.nowMs + step.delayMs }))
    for (const { step, dueMs } of timed) this.#due.set(step.id, dueMs)
    return timed.toSorted((a, b) => a.dueMs - b.dueMs)[0]
  }

  /** Takes steps until none is left, or until `done`. Returns what was done. */
  live(done: () => boolean = () => false): string[] {
    const taken: string[] = []
    for (let i = 0; i < 100 && !done(); i++) {
      const next = this.#next()
      if (next === undefined) return taken
      this.nowMs = Math.max(this.nowMs, next.dueMs)
      taken.push(next.step.id)
      if (next.step.do === 'remove') return taken
      const sources = { nowMs: this.nowMs, hostIP: '172.20.0.1', podIP: () => '10.244.0.2' }
      this.pod = { ...this.pod, status: nextStatus(this.pod, [next.step], sources) }
      if (this.phases.at(-1) !== this.status.phase) this.phases.push(this.status.phase ?? '')
    }
    return taken
  }

  delete(graceSeconds: number): void {
    const deletionTimestamp = new Date(this.nowMs + graceSeconds * 1000).toISOString()
    const metadata = { ...this.pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds }
    this.pod = { ...this.pod, metadata }
  }

  conditions(): Record<string, string> {
    return Object.fromEntries(
      (this.status.conditions ?? []).map(({ type, status, reason }) => [
        type,
        reason ? `${status} ${reason}` : status,
      ]),
    )
  }
}

test('possibleSteps and nextStatus bring a pod to Running and Ready', () => {
  const life = new Life({})
  assert.deepEqual(life.live(), ['admit', 'sandbox', 'start/c/0', 'ready/c/0'])
  assert.deepEqual(life.phases, ['Pending', 'Running'])
  assert.deepEqual(Object.entries(life.conditions()), [
    ['PodReadyToStartContainers', 'True'],
    ['Initialized', 'True'],
    ['Ready', 'True'],
    ['ContainersReady', 'True'],
    ['PodScheduled', 'True'],
  ])
  const [container] = life.status.containerStatuses ?? []
  assert.deepEqual([container?.ready, container?.started, container?.restartCount], [true, true, 0])
  assert.equal(life.status.podIP, '10.244.0.2')
  assert.equal(life.status.hostIP, '172.20.0.1')
})

test('nextStatus shows what a pod waits for', () => {
  const life = new Life({ initContainers: [{ name: 'i' }] })
  life.live(() => life.status.startTime !== undefined)
  assert.deepEqual(life.status.containerStatuses?.[0]?.state, { waiting: { reason: 'PodInitializing' } })
  assert.deepEqual(life.conditions(), {
    PodReadyToStartContainers: 'False',
    Initialized: 'False ContainersNotInitialized',
    Ready: 'False ContainersNotReady',
    ContainersReady: 'False ContainersNotReady',
    PodScheduled: 'True',
  })
})

test('possibleSteps runs init containers one after the other, sidecars beside the rest', () => {
  const life = new Life({
    initContainers: [{ name: 'one' }, { name: 'side', restartPolicy: 'Always' }, { name: 'two' }],
  })
  const taken = life.live().filter((id) => id.startsWith('start') || id.startsWith('exit'))
  assert.deepEqual(taken, [
    'start/one/0',
    'exit/one/0',
    'start/side/0',
    'start/two/0',
    'exit/two/0',
    'start/c/0',
  ])
  assert.equal(life.status.phase, 'Running')
  assert.equal(life.conditions().Ready, 'True')
})

test('possibleSteps obeys restartPolicy', () => {
  const ending = (restartPolicy: 'Always' | 'OnFailure' | 'Never', code: number) => {
    const life = new Life({
      restartPolicy,
      containers: [{ name: 'c', command: ['sh', '-c', `sleep 1; exit ${code}`] }],
    })
    life.live(() => (life.status.containerStatuses?.[0]?.restartCount ?? 0) >= 1)
    return `${life.status.phase} ${life.status.containerStatuses?.[0]?.restartCount}`
  }
  assert.equal(ending('Never', 0), 'Succeeded 0')
  assert.equal(ending('Never', 1), 'Failed 0')
  assert.equal(ending('OnFailure', 0), 'Succeeded 0')
  assert.equal(ending('OnFailure', 1), 'Running 1')
  assert.equal(ending('Always', 0), 'Running 1')
})

test('possibleSteps backs off from the second restart on', () => {
  const life = new Life({ containers: [{ name: 'c', command: ['false'] }] })
  const starts: number[] = []
  let count = -1
  life.live(() => {
    const status = life.status.containerStatuses?.[0]
    if (status?.state?.running !== undefined && status.restartCount > count) {
      count = status.restartCount
      starts.push(life.nowMs)
    }
    return count >= 5
  })
  const gaps = starts.slice(1).map((at, i) => Math.round((at - (starts[i] ?? 0)) / 5000) * 5)
  assert.deepEqual(gaps, [0, 10, 20, 40, 80])
})

test('nextStatus says CrashLoopBackOff as the kubelet does', () => {
  const life = new Life({ containers: [{ name: 'c', command: ['false'] }] })
  life.live(() => life.status.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff')
  const [status] = life.status.containerStatuses ?? []
  assert.equal(status?.state?.waiting?.message, 'back-off 10s restarting failed container=c pod=p_default(u)')
  assert.equal(status?.lastState?.terminated?.exitCode, 1)
  assert.equal(life.status.phase, 'Running')
})

test('possibleSteps fails a pod whose init container fails and may not be restarted', () => {
  const life = new Life({ restartPolicy: 'Never', initContainers: [{ name: 'i', command: ['false'] }] })
  life.live()
  assert.equal(life.status.phase, 'Failed')
  assert.equal(life.conditions().Ready, 'False PodFailed')
})

test('possibleSteps ends a pod at its deadline', () => {
  const life = new Life({ activeDeadlineSeconds: 30 })
  life.live()
  assert.deepEqual([life.status.phase, life.status.reason], ['Failed', 'DeadlineExceeded'])
  assert.equal(life.nowMs, startMs + 30_000)
})

test('possibleSteps stops and removes a deleted pod within its grace', () => {
  const life = new Life({})
  life.live()
  life.delete(30)
  assert.deepEqual(life.live(), ['stop', 'remove'])
  assert.equal(life.status.phase, 'Succeeded')
  assert.equal(life.conditions().Ready, 'False PodCompleted')
  const early = new Life({})
  early.delete(30)
  assert.deepEqual(early.live(), ['remove'])
})

test('possibleSteps kills what does not stop within its grace', () => {
  const slow = new Stages([{ name: 'slow', on: 'stop', delay: { ms: 60_000 } }, ...defaultStages], 1)
  const life = new Life({})
  life.live()
  life.delete(10)
  const [step] = possibleSteps(life.pod, { stages: slow, nowMs: life.nowMs })
  assert.ok(step?.do === 'stop')
  assert.equal(step.exitCode, 137)
  assert.ok(Math.abs(step.delayMs - 10_000) <= 1)
})

test('possibleSteps leaves a pod alone that only finalizers keep', () => {
  const life = new Life({})
  life.delete(0)
  assert.deepEqual(life.live(), [])
})

test('nextStatus waits for readiness gates', () => {
  const life = new Life({ readinessGates: [{ conditionType: 'example.com/lb' }] })
  life.live()
  assert.deepEqual(life.conditions().Ready, 'False ReadinessGatesNotReady')
  const gate = { type: 'example.com/lb', status: 'True' }
  life.pod = {
    ...life.pod,
    status: { ...life.status, conditions: [...(life.status.conditions ?? []), gate] },
  }
  const sources = { nowMs: life.nowMs, hostIP: '', podIP: () => '' }
  const ready = nextStatus(life.pod, [], sources).conditions?.find(({ type }) => type === 'Ready')
  assert.equal(ready?.status, 'True')
})

test('possibleSteps keeps a container waiting that a stage does not let start', () => {
  const fault = { reason: 'ErrImagePull', message: 'no such image' }
  const stages = new Stages(
    [{ name: 'f', on: 'start', selects: { image: /^bad/ }, delay: { ms: 1 }, fault }, ...defaultStages],
    1,
  )
  const life = new Life({ containers: [{ name: 'c', image: 'bad:1' }] })
  life.live(() => life.status.podIP !== undefined)
  const [step] = possibleSteps(life.pod, { stages, nowMs: life.nowMs })
  assert.ok(step?.do === 'start' && step.fault !== undefined)
  const status = nextStatus(life.pod, [step], { nowMs: life.nowMs, hostIP: '', podIP: () => '' })
  assert.deepEqual(status.containerStatuses?.[0]?.state, { waiting: fault })
  assert.equal(status.phase, 'Pending')
  assert.deepEqual(possibleSteps({ ...life.pod, status }, { stages, nowMs: life.nowMs }), [])
})
