import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goPath } from './go-path.ts'
import { inline, int32, list, map, object, opt, string } from './schema.ts'

const action = object('io.k8s.api.core.v1.Action', { path: opt(1, string) })
const handler = object('io.k8s.api.core.v1.Handler', { action: opt(1, action) })
const probe = object('io.k8s.api.core.v1.Probe', { ...inline(1, handler), seconds: opt(2, int32) })
const root = object('io.k8s.api.core.v1.Root', {
  probes: opt(1, list(probe)),
  labels: opt(2, map(string)),
})

test('goPath() names embedded structs, and neither keys nor indices', () => {
  const cases: [readonly (string | number)[], string][] = [
    [[], ''],
    [['probes'], 'probes'],
    [['probes', 3, 'action', 'path'], 'probes.Handler.action.path'],
    [['probes', 0, 'seconds'], 'probes.seconds'],
    [['labels', 'probes'], 'labels'],
    [['labels', '__proto__'], 'labels'],
  ]
  for (const [path, expected] of cases) assert.equal(goPath(root, path), expected)
})
