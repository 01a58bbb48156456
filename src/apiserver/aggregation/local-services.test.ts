import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from '../../api/kinds.ts'
import type { Kind } from '../../machinery/kind.ts'
import { automanagedLabel, localServices } from './local-services.ts'

test("localServices() has one for each built-in group version, in upstream's priorities", () => {
  const services = new Map(localServices(kinds).map(({ name, body }) => [name, body]))
  assert.deepEqual(services.get('v1.')?.spec, {
    version: 'v1',
    groupPriorityMinimum: 18_000,
    versionPriority: 1,
  })
  assert.deepEqual(services.get('v2.autoscaling')?.spec, {
    group: 'autoscaling',
    version: 'v2',
    groupPriorityMinimum: 17_500,
    versionPriority: 30,
  })
  assert.ok(!services.has('v1.apiregistration.k8s.io'))
})

test('localServices() keeps those of custom resources always', () => {
  const custom = { group: 'example.com', version: 'v1', plural: 'widgets', custom: {} } as unknown as Kind
  const [service] = localServices([custom])
  assert.equal(service?.name, 'v1.example.com')
  assert.deepEqual(service?.body, {
    metadata: { labels: { [automanagedLabel]: 'true' } },
    spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 100 },
  })
})
