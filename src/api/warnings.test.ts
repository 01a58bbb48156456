// What kinds say of what is allowed and hardly meant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../machinery/kind.ts'
import { StatefulSet } from './apps/stateful-set/stateful-set.kind.ts'
import { CronJob } from './batch/cron-job/cron-job.kind.ts'
import { Job } from './batch/job/job.kind.ts'
import { Endpoints } from './core/endpoints/endpoints.kind.ts'
import { Node } from './core/node/node.kind.ts'
import { PersistentVolume } from './core/persistent-volume/persistent-volume.kind.ts'
import { PersistentVolumeClaim } from './core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from './core/pod/pod.kind.ts'
import { Service } from './core/service/service.kind.ts'
import { ServiceAccount } from './core/service-account/service-account.kind.ts'
import { EndpointSlice } from './discovery/endpoint-slice/endpoint-slice.kind.ts'
import { Ingress } from './networking/ingress/ingress.kind.ts'
import { NetworkPolicy } from './networking/network-policy/network-policy.kind.ts'
import { RuntimeClass } from './node/runtime-class/runtime-class.kind.ts'
import { specimen } from './specimen.ts'
import { CSIStorageCapacity } from './storage/csi-storage-capacity/csi-storage-capacity.kind.ts'
import { StorageClass } from './storage/storage-class/storage-class.kind.ts'

const betaOs = { 'beta.kubernetes.io/os': 'linux' }
const containers = [{ name: 'c', image: 'i' }]

const annotated = (key: string) => ({ metadata: { name: 'x', annotations: { [key]: '' } } })

const cases: readonly (readonly [Kind, object, readonly string[]])[] = [
  [
    Service,
    {
      spec: {
        clusterIP: 'None',
        externalIPs: ['2001:DB8::1'],
        sessionAffinity: 'ClientIP',
        externalName: 'a',
      },
    },
    [
      'spec.externalIPs is ignored for headless services',
      'spec.SessionAffinity is ignored for headless services',
      'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ],
  ],
  [
    Service,
    { spec: { type: 'ExternalName', externalIPs: ['1.1.1.1'], trafficDistribution: 'PreferClose' } },
    [
      'spec.externalIPs is ignored when spec.type is "ExternalName"',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ],
  ],
  [
    Service,
    { spec: { clusterIP: '10.0.0.1', externalIPs: ['1.1.1.1'] } },
    ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'],
  ],
  [
    Ingress,
    annotated('kubernetes.io/ingress.class'),
    [`annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`],
  ],
  [
    NetworkPolicy,
    { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '2001:DB8::/32' } }] }] } },
    [
      'spec.ingress[0].from[0].ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
    ],
  ],
  [
    EndpointSlice,
    { addressType: 'IPv6', endpoints: [{ addresses: ['2001:DB8::1'] }] },
    [
      'endpoints[0].addresses[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ],
  ],
  [
    EndpointSlice,
    { addressType: 'FQDN', endpoints: [{ addresses: ['a.b'] }] },
    ['spec.addressType: FQDN endpoints are deprecated'],
  ],
  [
    Endpoints,
    { subsets: [{ addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '2001:DB8::1' }] }] },
    [
      'subsets[0].notReadyAddresses[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ],
  ],
  [
    PersistentVolume,
    {
      ...annotated('volume.beta.kubernetes.io/storage-class'),
      spec: { persistentVolumeReclaimPolicy: 'Recycle', storageos: {} },
    },
    [
      'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead',
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      'spec.storageOS: deprecated in v1.22, non-functional in v1.25+',
    ],
  ],
  [
    PersistentVolumeClaim,
    { spec: { resources: { requests: { storage: '500m' } } } },
    ['spec.resources.requests[storage]: fractional byte value "500m" is invalid, must be an integer'],
  ],
  [
    StatefulSet,
    { spec: { revisionHistoryLimit: -1, template: { spec: { nodeSelector: betaOs, containers } } } },
    [
      'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ],
  ],
  [
    Job,
    { spec: { completionMode: 'Indexed', completions: 100_001, parallelism: 10_001, template: {} } },
    [
      'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
    ],
  ],
  [
    CronJob,
    { spec: { schedule: 'TZ=UTC * * * * *', jobTemplate: { spec: { template: {} } } } },
    [
      'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
    ],
  ],
  [
    ServiceAccount,
    annotated('kubernetes.io/enforce-mountable-secrets'),
    [
      'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
    ],
  ],
  [
    RuntimeClass,
    { handler: 'h', scheduling: { nodeSelector: betaOs } },
    ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'],
  ],
  [
    CSIStorageCapacity,
    { nodeTopology: { matchLabels: betaOs } },
    [
      'nodeTopology.matchLabels.beta.kubernetes.io/os: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
  ],
  [
    StorageClass,
    { allowedTopologies: [{ matchLabelExpressions: [{ key: 'beta.kubernetes.io/os', values: ['a'] }] }] },
    [
      'allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
  ],
  [
    Node,
    { spec: { externalID: 'x' } },
    ['spec.externalID: this field is deprecated, and is unused by Kubernetes'],
  ],
]

test('writes of status warn of addresses in an odd form', () => {
  const text = 'IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'
  const of = (kind: Kind, status: object) => {
    const body: object = { metadata: { name: 'x' }, status }
    return kind.strategy?.statusWarnings?.(specimen(kind, body))
  }
  const [ip, fine] = [{ ip: '2001:DB8::1' }, { ip: '2001:db8::1' }]
  assert.deepEqual(of(Pod as unknown as Kind, { podIPs: [fine, ip], hostIPs: [ip] }), [
    `status.podIPs[1].ip: ${text}`,
    `status.hostIPs[0].ip: ${text}`,
  ])
  assert.deepEqual(of(Service as unknown as Kind, { loadBalancer: { ingress: [ip, { hostname: 'a' }] } }), [
    `status.loadBalancer.ingress[0]: ${text}`,
  ])
  assert.deepEqual(of(Pod as unknown as Kind, {}), [])
})

for (const [kind, body, expected] of cases) {
  test(`${kind.kind} warns of ${expected[0]?.slice(0, 60)}`, () => {
    const obj = specimen(kind, { metadata: { name: 'x', generation: 1 }, ...body })
    assert.deepEqual(kind.strategy?.warnings?.(obj, undefined), expected)
  })
}
