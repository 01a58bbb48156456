import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, briefly, node, pod, wakes } from '../../scheduler.contract.ts'
import { nodePorts } from './node-ports.ts'

interface Port {
  readonly hostPort: number
  readonly hostIP?: string
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
}

const withPort = (name: string, port: Port, nodeName?: string) =>
  pod(name, {
    ...(nodeName !== undefined && { nodeName }),
    spec: {
      containers: [{ name: 'c', ports: [{ containerPort: 80, ...port }] }],
      ...(nodeName !== undefined && { nodeName }),
    },
  })

test('nodePorts lets each port of a node be held once', () => {
  const table: readonly (readonly [Port, Port, string])[] = [
    [{ hostPort: 80 }, { hostPort: 81 }, 'ok'],
    [{ hostPort: 80 }, { hostPort: 80 }, "node(s) didn't have free ports for the requested pod ports"],
    [{ hostPort: 80 }, { hostPort: 80, protocol: 'UDP' }, 'ok'],
    [{ hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' }, 'ok'],
    [
      { hostPort: 80, hostIP: '10.0.0.1' },
      { hostPort: 80 },
      "node(s) didn't have free ports for the requested pod ports",
    ],
    [
      { hostPort: 80 },
      { hostPort: 80, hostIP: '10.0.0.1' },
      "node(s) didn't have free ports for the requested pod ports",
    ],
  ]
  for (const [held, asked, expected] of table) {
    const bench = benchOf(nodePorts, { nodes: [node('a')], pods: [withPort('old', held, 'a')] })
    assert.deepEqual(briefly(bench.filter(withPort('new', asked))), { a: expected })
  }
})

test('nodePorts wakes when the pod that holds the port goes', () => {
  const waiting = withPort('p', { hostPort: 80 })
  const gone = (port: number) => withPort('old', { hostPort: port }, 'a')
  assert.equal(wakes(nodePorts, 'AssignedPod/Delete', { pod: waiting, old: gone(80) }), true)
  assert.equal(wakes(nodePorts, 'AssignedPod/Delete', { pod: waiting, old: gone(81) }), false)
})
