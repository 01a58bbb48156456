import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { plainFault } from './availability.ts'
import { discoveredResources, openApiHashIn } from './remote-documents.ts'
import type { RemoteService } from './remote-services.ts'

const service = {
  group: 'g',
  version: 'v1',
  reference: { namespace: 'n', name: 's', port: 443 },
} as RemoteService

function reasonOf(spec: object | undefined, ...slices: object[]): string | undefined {
  const found = spec === undefined ? undefined : ({ spec } as Service)
  const caches = { service: () => found, slices: () => slices as unknown as readonly EndpointSlice[] }
  return plainFault(service, caches)?.reason
}

const https = { ports: [{ name: 'https', port: 443 }] }
const slice = {
  endpoints: [{ addresses: ['10.0.0.1'], conditions: {} }],
  ports: [{ name: 'https', port: 8443 }],
}

test('plainFault() says what is missing before anybody is asked', () => {
  assert.equal(reasonOf(undefined), 'ServiceNotFound')
  assert.equal(reasonOf({ ports: [{ port: 80 }] }), 'ServicePortError')
  assert.equal(reasonOf(https), 'EndpointsNotFound')
  const asleep = { ...slice, endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false } }] }
  assert.equal(reasonOf(https, asleep), 'MissingEndpoints')
  assert.equal(reasonOf(https, { ...slice, ports: [{ name: 'other', port: 1 }] }), 'MissingEndpoints')
  assert.equal(reasonOf(https, asleep, slice), undefined)
  assert.equal(reasonOf({ type: 'ExternalName', externalName: 'a' }), undefined)
})

test('discoveredResources() takes what is well formed and nothing else', () => {
  const resources = [
    { name: 'as', namespaced: true, kind: 'A', verbs: ['get', 7], shortNames: ['a'] },
    { name: 'as/status', kind: 'A', verbs: ['get'] },
    'nonsense',
    { kind: 'B' },
  ]
  assert.deepEqual(discoveredResources({ kind: 'APIResourceList', resources }, service), [
    {
      resource: 'as',
      responseKind: { group: 'g', version: 'v1', kind: 'A' },
      scope: 'Namespaced',
      singularResource: '',
      verbs: ['get'],
      shortNames: ['a'],
      subresources: [
        { subresource: 'status', responseKind: { group: 'g', version: 'v1', kind: 'A' }, verbs: ['get'] },
      ],
    },
  ])
  for (const odd of [
    undefined,
    null,
    3,
    'x',
    [],
    { kind: 'Status' },
    { kind: 'APIResourceList', resources: {} },
  ])
    assert.equal(discoveredResources(odd, service), undefined)
})

test('openApiHashIn() finds the hash of the group version', () => {
  const index = (serverRelativeURL: unknown) => ({ paths: { 'apis/g/v1': { serverRelativeURL } } })
  assert.equal(openApiHashIn(index('/openapi/v3/apis/g/v1?hash=A1'), service), 'A1')
  assert.equal(openApiHashIn(index('/openapi/v3/apis/g/v1'), service), 'unknown')
  assert.equal(openApiHashIn(index(3), service), '')
  assert.equal(openApiHashIn({ paths: {} }, service), '')
})
