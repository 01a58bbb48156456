import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../api/core/node/node.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { evictionTime } from './taint-eviction.plan.ts'

const now = Date.UTC(2026, 0, 1, 12)
const metadata = { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
const key = 'node.kubernetes.io/unreachable'

function check(
  taints: Node['spec']['taints'],
  tolerations: Pod['spec']['tolerations'],
  expected: number | undefined,
  seenMs?: number,
): void {
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata, spec: { taints } }
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], tolerations } }
  assert.equal(evictionTime(pod, node, { nowMs: now, seenMs }), expected)
}

const timeAdded = '2026-01-01T11:59:00Z'

test('evictionTime() is now for a taint that is not tolerated, never for NoSchedule', () => {
  check([{ key, effect: 'NoExecute' }], [], now)
  check([{ key, effect: 'NoSchedule' }], [], undefined)
  check(undefined, undefined, undefined)
})

test('evictionTime() counts tolerationSeconds from when the taint came', () => {
  const tolerated = (tolerationSeconds?: number) => [
    { key, operator: 'Exists' as const, effect: 'NoExecute' as const, tolerationSeconds },
  ]
  check([{ key, effect: 'NoExecute', timeAdded }], tolerated(300), Date.parse(timeAdded) + 300_000)
  check([{ key, effect: 'NoExecute', timeAdded }], tolerated(0), Date.parse(timeAdded))
  check([{ key, effect: 'NoExecute', timeAdded }], tolerated(), undefined)
  check([{ key, effect: 'NoExecute' }], tolerated(300), now + 300_000)
  check([{ key, effect: 'NoExecute' }], tolerated(300), now + 290_000, now - 10_000)
})

test('evictionTime() takes the shortest of several tolerations that are used', () => {
  const other = 'example.com/gone'
  check(
    [
      { key, effect: 'NoExecute', timeAdded },
      { key: other, effect: 'NoExecute', timeAdded },
    ],
    [
      { key, operator: 'Exists', tolerationSeconds: 300 },
      { key: other, operator: 'Exists', tolerationSeconds: 30 },
      { key: 'unused', operator: 'Exists', tolerationSeconds: 1 },
    ],
    Date.parse(timeAdded) + 30_000,
  )
})
