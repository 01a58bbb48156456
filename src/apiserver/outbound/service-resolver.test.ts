import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { seededRng } from '../../base/rng.ts'
import { type Place, resolveService } from './service-resolver.ts'

const reference = { namespace: 'default', name: 'web', port: 443 }

function resolve(spec: object | undefined, slices: readonly object[]): Place {
  const service = spec === undefined ? undefined : ({ spec } as Service)
  const caches = { service: () => service, slices: () => slices as readonly EndpointSlice[] }
  return resolveService(reference, caches, seededRng(1))
}

const https = { ports: [{ name: 'https', port: 443, targetPort: 8443 }] }
const slice = (...addresses: string[]) => ({
  addressType: 'IPv4',
  ports: [{ name: 'https', port: 8443 }],
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: {} })),
})

test('resolveService() gives a ready endpoint with the port behind the one asked for', () => {
  assert.deepEqual(resolve(https, [slice('10.0.0.1')]), { host: '10.0.0.1', port: 8443 })
  const asleep = {
    ...slice('10.0.0.2'),
    endpoints: [{ addresses: ['10.0.0.2'], conditions: { ready: false } }],
  }
  assert.deepEqual(resolve(https, [asleep, slice('10.0.0.3')]), { host: '10.0.0.3', port: 8443 })
  assert.deepEqual(resolve({ type: 'ExternalName', externalName: 'a.example' }, []), {
    host: 'a.example',
    port: 443,
  })
})

test('resolveService() says what is missing', () => {
  assert.throws(() => resolve(undefined, []), { message: 'service "web" not found' })
  assert.throws(() => resolve({ ports: [{ port: 80 }] }, []), {
    message: 'no service port 443 found for service "web"',
  })
  assert.throws(() => resolve(https, []), { message: 'no endpoints available for service "web"' })
})

test('resolveService() passes over loopback and link-local endpoints (CVE-2020-8555, CVE-2021-25740)', () => {
  for (const address of [
    '127.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1%eth0',
  ]) {
    assert.throws(() => resolve(https, [slice(address)]), {
      message: 'no endpoints available for service "web"',
    })
  }
})
