// Rows of pods as kubectl shows them. Cases after pkg/printers/internalversion/printers_test.go TestPrintPod.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { podColumns, podRowConditions } from './pod.columns.ts'
import { Pod } from './pod.kind.ts'

const nowMs = Date.parse('2026-01-01T01:00:00Z')
const ago = (seconds: number) => new Date(nowMs - seconds * 1000).toISOString().slice(0, 19).concat('Z')

function row(obj: DeepPartial<Pod>, wide = false): readonly unknown[] {
  const pod = specimen(Pod, {
    ...obj,
    metadata: { name: 'p', creationTimestamp: ago(90), ...obj.metadata },
    spec: { containers: [{ name: 'a' }, { name: 'b' }], ...obj.spec },
  }) as Pod
  const columns = podColumns.filter((column) => wide || (column.priority ?? 0) === 0)
  return columns.map((column) => column.cell(pod, nowMs))
}

const running = (name: string, more: object = {}) => ({
  name,
  ready: true,
  restartCount: 0,
  state: { running: {} },
  ...more,
})
const waiting = (name: string, reason: string) => ({ name, restartCount: 3, state: { waiting: { reason } } })
const ended = (name: string, terminated: object) => ({
  name,
  state: { terminated: { exitCode: 0, ...terminated } },
})
const sidecar = { initContainers: [{ name: 's', restartPolicy: 'Always' }] }

const cases: readonly (readonly [string, DeepPartial<Pod>, string, string, string])[] = [
  ['pending', { status: { phase: 'Pending' } }, '0/2', 'Pending', '0'],
  [
    'running',
    { status: { phase: 'Running', containerStatuses: [running('a'), running('b')] } },
    '2/2',
    'Running',
    '0',
  ],
  [
    'creating',
    { status: { phase: 'Pending', containerStatuses: [waiting('a', 'ContainerCreating')] } },
    '0/2',
    'ContainerCreating',
    '3',
  ],
  [
    'first reason wins',
    { status: { containerStatuses: [waiting('a', 'CrashLoopBackOff'), waiting('b', 'ImagePullBackOff')] } },
    '0/2',
    'CrashLoopBackOff',
    '6',
  ],
  [
    'one has done its work, another failed',
    { status: { containerStatuses: [ended('a', { reason: 'Completed' }), ended('b', { exitCode: 3 })] } },
    '0/2',
    'ExitCode:3',
    '0',
  ],
  [
    'one has done its work, another failed and a third runs',
    {
      status: {
        containerStatuses: [
          ended('a', { reason: 'Completed' }),
          ended('b', { exitCode: 1, reason: 'Error' }),
          running('c'),
        ],
      },
    },
    '1/2',
    'Error',
    '0',
  ],
  [
    'exit code',
    { status: { containerStatuses: [ended('a', { exitCode: 137 })] } },
    '0/2',
    'ExitCode:137',
    '0',
  ],
  ['signal', { status: { containerStatuses: [ended('a', { signal: 9 })] } }, '0/2', 'Signal:9', '0'],
  [
    'completed',
    { status: { phase: 'Succeeded', containerStatuses: [ended('a', { reason: 'Completed' })] } },
    '0/2',
    'Completed',
    '0',
  ],
  [
    'one completed, one running',
    { status: { containerStatuses: [ended('a', { reason: 'Completed' }), running('b')] } },
    '1/2',
    'NotReady',
    '0',
  ],
  ['evicted', { status: { phase: 'Failed', reason: 'Evicted' } }, '0/2', 'Evicted', '0'],
  [
    'init',
    {
      spec: { initContainers: [{ name: 'i' }] },
      status: { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] },
    },
    '0/2',
    'Init:0/1',
    '0',
  ],
  [
    'init waits',
    {
      spec: { initContainers: [{ name: 'i' }] },
      status: { initContainerStatuses: [waiting('i', 'ImagePullBackOff')] },
    },
    '0/2',
    'Init:ImagePullBackOff',
    '3',
  ],
  [
    'init failed',
    {
      spec: { initContainers: [{ name: 'i' }] },
      status: { initContainerStatuses: [ended('i', { exitCode: 2 })] },
    },
    '0/2',
    'Init:ExitCode:2',
    '0',
  ],
  [
    'sidecar',
    {
      spec: sidecar,
      status: {
        phase: 'Running',
        initContainerStatuses: [running('s', { started: true })],
        containerStatuses: [running('a'), running('b')],
      },
    },
    '3/3',
    'Running',
    '0',
  ],
  [
    'gated',
    {
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      },
    },
    '0/2',
    'SchedulingGated',
    '0',
  ],
  [
    'terminating',
    { metadata: { deletionTimestamp: ago(1) }, status: { phase: 'Running' } },
    '0/2',
    'Terminating',
    '0',
  ],
  [
    'ended before it was deleted',
    { metadata: { deletionTimestamp: ago(1) }, status: { phase: 'Succeeded' } },
    '0/2',
    'Succeeded',
    '0',
  ],
  [
    'lost',
    { metadata: { deletionTimestamp: ago(1) }, status: { phase: 'Running', reason: 'NodeLost' } },
    '0/2',
    'Unknown',
    '0',
  ],
]

test('podColumns print what kubectl get prints', () => {
  for (const [name, obj, ready, status, restarts] of cases) {
    assert.deepEqual(row(obj), ['p', ready, status, restarts, '90s'], name)
  }
})

test('podColumns say how long ago the last restart was', () => {
  const lastState = { terminated: { exitCode: 1, finishedAt: ago(5) } }
  const older = { terminated: { exitCode: 1, finishedAt: ago(300) } }
  const statuses = [
    running('a', { restartCount: 1, lastState }),
    running('b', { restartCount: 2, lastState: older }),
  ]
  assert.equal(row({ status: { containerStatuses: statuses } })[3], '3 (5s ago)')
})

test('podColumns show place and gates with -o wide', () => {
  assert.deepEqual(row({ status: {} }, true).slice(5), ['<none>', '<none>', '<none>', '<none>'])
  const wide = row(
    {
      spec: { nodeName: 'n', readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c/d' }] },
      status: { podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'a/b', status: 'True' }] },
    },
    true,
  )
  assert.deepEqual(wide.slice(5), ['10.0.0.1', 'n', '<none>', '1/2'])
})

test('podRowConditions() tells which pods have ended', () => {
  const conditions = (phase: 'Running' | 'Failed') =>
    podRowConditions(specimen(Pod, { status: { phase } }) as Pod)
  assert.deepEqual(conditions('Running'), [])
  assert.deepEqual(conditions('Failed'), [
    { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
  ])
})
