// Fields of csi-driver in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, int64, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const tokenRequest = object('io.k8s.api.storage.v1.TokenRequest', {
  audience: req(1, string, { empty: 'zero' }),
  expirationSeconds: opt(2, int64, { pointer: true }),
})
export type TokenRequest = TypeOf<typeof tokenRequest>

export const csiDriverSpec = object('io.k8s.api.storage.v1.CSIDriverSpec', {
  attachRequired: opt(1, bool, { pointer: true }),
  podInfoOnMount: opt(2, bool, { pointer: true }),
  volumeLifecycleModes: opt(3, list(string, { listType: 'set' })),
  storageCapacity: opt(4, bool, { pointer: true, gates: ['CSIStorageCapacity'] }),
  fsGroupPolicy: opt(5, string, { pointer: true }),
  tokenRequests: opt(6, list(tokenRequest)),
  requiresRepublish: opt(7, bool, { pointer: true }),
  seLinuxMount: opt(8, bool, { pointer: true, gates: ['SELinuxMountReadWriteOncePod'] }),
  nodeAllocatableUpdatePeriodSeconds: opt(9, int64, {
    pointer: true,
    gates: ['MutableCSINodeAllocatableCount'],
  }),
  serviceAccountTokenInSecrets: opt(10, bool, { pointer: true, gates: ['CSIServiceAccountTokenSecrets'] }),
  preventPodSchedulingIfMissing: opt(11, bool, { pointer: true, gates: ['VolumeLimitScaling'] }),
})
export type CSIDriverSpec = TypeOf<typeof csiDriverSpec>

export const csiDriver = object('io.k8s.api.storage.v1.CSIDriver', {
  ...kindFields,
  spec: req(2, csiDriverSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type CSIDriver = ObjectOf<typeof csiDriver>
