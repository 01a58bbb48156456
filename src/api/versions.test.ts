// Versions of a kind lose nothing on the way to the stored one and back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../base/rng.ts'
import { cloneJson, type JsonObject } from '../machinery/json-value.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import { decode } from '../machinery/schema/decode.ts'
import type { Mutable } from '../machinery/schema/schema.ts'
import { ServiceCIDRV1beta1 } from './networking/service-cidr/service-cidr.v1beta1.kind.ts'
import { optionalKinds } from './optional-kinds.ts'
import { randomBody } from './random-body.ts'
import { ResourceClaimV1beta1 } from './resource/resource-claim/resource-claim.v1beta1.kind.ts'
import { ResourceSliceV1beta1 } from './resource/resource-slice/resource-slice.v1beta1.kind.ts'
import { specimen } from './specimen.ts'

const rounds = 100

/** A random object, with only what the schema keeps. */
function anything(kind: Kind, seed: number): KubeObject {
  const metadata = { name: 'x', uid: 'u' }
  const body = randomBody(kind.schema, seededRng(seed))
  return decode<KubeObject>(kind.schema, { ...body, metadata, apiVersion: kind.apiVersion, kind: kind.kind })
    .value
}

/** As it is after it has been stored: what Go would not print is not there. */
function normal(kind: Kind, obj: KubeObject): unknown {
  return decode(kind.schema, cloneJson(obj) as unknown as JsonObject).value
}

/** v1beta1 cannot say that all nodes are not meant; v1 can, and refuses it. */
function dropRefused(obj: KubeObject): void {
  const { spec } = obj as { spec?: { allNodes?: boolean; nodeName?: string } }
  if (spec?.allNodes === false) delete spec.allNodes
  if (spec?.nodeName === '') delete spec.nodeName
}

for (const { kind } of optionalKinds) {
  const { storedAs } = kind
  if (storedAs === undefined) continue
  test(`${kind.apiVersion} ${kind.kind} goes to ${storedAs.kind.apiVersion} and back`, () => {
    for (let seed = 0; seed < rounds; seed++) {
      const stored = anything(storedAs.kind, seed)
      // What is stored always has gone through defaults, which decide what a request is.
      storedAs.kind.default?.(stored as Mutable<KubeObject>)
      dropRefused(stored)
      const shown = storedAs.fromStored(cloneJson(stored))
      assert.deepEqual(
        normal(storedAs.kind, storedAs.toStored(normal(kind, shown) as KubeObject)),
        normal(storedAs.kind, stored),
      )
    }
  })
}

test('ResourceClaimV1beta1 keeps fields of a request in the request', () => {
  const claim = specimen(ResourceClaimV1beta1, {
    metadata: { name: 'c' },
    spec: { devices: { requests: [{ name: 'a', deviceClassName: 'gpu' }] } },
  })
  assert.deepEqual(claim.spec.devices?.requests, [
    { name: 'a', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 },
  ])
  const stored = ResourceClaimV1beta1.storedAs?.toStored(claim) as unknown as {
    spec: object
    apiVersion: string
  }
  assert.equal(stored.apiVersion, 'resource.k8s.io/v1')
  assert.deepEqual(stored.spec, {
    devices: {
      requests: [{ name: 'a', exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 } }],
    },
  })
})

test('ResourceSliceV1beta1 is checked in the terms of v1', () => {
  const slice = specimen(ResourceSliceV1beta1, {
    metadata: { name: 's' },
    spec: {
      driver: 'd',
      pool: { name: 'p', generation: 0, resourceSliceCount: 1 },
      allNodes: true,
      devices: [{ name: 'a', basic: { attributes: { x: {} } } }],
    },
  })
  assert.deepEqual(
    ResourceSliceV1beta1.validateCreate?.(slice).map(({ field }) => field),
    ['spec.devices[0].attributes[x]'],
  )
})

test('versionOf() does what the stored version does, in the other form', () => {
  const next = specimen(ServiceCIDRV1beta1, { metadata: { name: 'x' }, spec: { cidrs: ['10.0.0.0/24'] } })
  next.status = { conditions: [] }
  ServiceCIDRV1beta1.strategy?.prepareForCreate?.(next)
  assert.equal(next.apiVersion, 'networking.k8s.io/v1beta1')
  assert.deepEqual(next.status, {})
  assert.equal(ServiceCIDRV1beta1.columns?.find(({ name }) => name === 'CIDRs')?.cell(next, 0), '10.0.0.0/24')
  const other = structuredClone(next)
  other.spec.cidrs = ['10.0.1.0/24']
  other.status = { conditions: [] }
  ServiceCIDRV1beta1.strategy?.prepareForUpdate?.(other, next)
  assert.deepEqual(other.status, {})
  assert.equal(ServiceCIDRV1beta1.validateUpdate?.(other, next).length, 1)
})
