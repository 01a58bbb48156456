import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ApiGroup,
  mergedGroup,
  mergedGroups,
  mergedItems,
  type RemoteGroupVersion,
} from './merged-discovery.ts'
import type { RemoteService } from './remote-services.ts'

function remote(name: string, priority: number, versionPriority = 100): RemoteGroupVersion {
  const [version = '', ...rest] = name.split('.')
  const service = { name, version, group: rest.join('.'), groupPriority: priority, versionPriority }
  return {
    service: service as RemoteService,
    documents: { resources: [{ resource: 'a' }], openApiHash: '' },
    isUp: true,
  }
}

function local(name: string, ...versions: string[]): ApiGroup {
  return { name, versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })) }
}

const own = [
  local('apiregistration.k8s.io', 'v1'),
  local('apps', 'v1'),
  local('batch', 'v1'),
  local('example.com', 'v1'),
]
const names = (groups: readonly ApiGroup[]) => groups.map(({ name }) => name)

test('mergedGroups() puts groups where their priority says', () => {
  assert.deepEqual(names(mergedGroups(own, [remote('v1.low', 100), remote('v1.high', 17_600)])), [
    'apiregistration.k8s.io',
    'apps',
    'high',
    'batch',
    'example.com',
    'low',
  ])
  const equal = mergedGroups(own, [remote('v1.b', 2000), remote('v1.a', 2000)])
  assert.deepEqual(names(equal).slice(3), ['a', 'b', 'example.com'])
  assert.deepEqual(mergedGroups(own, []), own)
})

test('mergedGroup() orders versions by priority, and prefers the first', () => {
  const group = mergedGroup(undefined, 'g', [remote('v1beta1.g', 100, 5), remote('v1.g', 100, 10)])
  assert.deepEqual(
    group.versions.map(({ version }) => version),
    ['v1', 'v1beta1'],
  )
  assert.equal(group.preferredVersion?.version, 'v1')
  const joined = mergedGroup(local('apps', 'v1'), 'apps', [remote('v2.apps', 100, 1)])
  assert.deepEqual(
    joined.versions.map(({ version }) => version),
    ['v1', 'v2'],
  )
})

test('mergedItems() marks what does not answer as stale', () => {
  const [up] = mergedItems([], [remote('v1.g', 100)])
  assert.deepEqual(up?.versions, [{ version: 'v1', resources: [{ resource: 'a' }], freshness: 'Current' }])
  const [down] = mergedItems([], [{ ...remote('v1.g', 100), isUp: false }])
  assert.deepEqual(down?.versions, [{ version: 'v1', resources: [{ resource: 'a' }], freshness: 'Stale' }])
  const [unknown] = mergedItems([], [{ ...remote('v1.g', 100), documents: undefined }])
  assert.deepEqual(unknown?.versions, [{ version: 'v1', freshness: 'Stale' }])
})

test('mergedGroups() bears names of every object', () => {
  const odd = mergedGroups(
    [local('constructor', 'toString')],
    [remote('v1.__proto__', 5), remote('v1.constructor', 5)],
  )
  assert.deepEqual(names(odd), ['constructor', '__proto__'])
})
