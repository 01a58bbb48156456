// Fields of csi-driver.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, int64, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const tokenRequest = object(
  'io.k8s.api.storage.v1beta1.TokenRequest',
  {
    audience: req(1, string, {
      doc: 'Who is to accept the token; the API server where empty.',
      empty: 'zero',
    }),
    expirationSeconds: opt(2, int64, { doc: 'Seconds that it is to live.', pointer: true }),
  },
  { doc: 'A token that a driver gets, or a request for one.' },
)
export type TokenRequest = TypeOf<typeof tokenRequest>

export const csiDriverSpec = object(
  'io.k8s.api.storage.v1beta1.CSIDriverSpec',
  {
    attachRequired: opt(1, bool, {
      doc: 'True (the default) where volumes must be attached first.',
      pointer: true,
    }),
    podInfoOnMount: opt(2, bool, {
      doc: 'True where it is told about the pod when mounting.',
      pointer: true,
    }),
    volumeLifecycleModes: opt(3, list(string), { doc: 'Persistent (the default), Ephemeral or both.' }),
    storageCapacity: opt(4, bool, {
      doc: 'True where the scheduler is to look at its CSIStorageCapacity objects.',
      pointer: true,
    }),
    fsGroupPolicy: opt(5, string, {
      doc: 'ReadWriteOnceWithFSType (the default), File or None: whether ownership of files is changed.',
      pointer: true,
    }),
    tokenRequests: opt(6, list(tokenRequest), { doc: "Tokens of the pod's service account that it gets." }),
    requiresRepublish: opt(7, bool, { doc: 'True where it is to be called again and again.', pointer: true }),
    seLinuxMount: opt(8, bool, {
      doc: 'True where it can mount with an SELinux context.',
      pointer: true,
      gates: ['SELinuxMountReadWriteOncePod'],
    }),
    nodeAllocatableUpdatePeriodSeconds: opt(9, int64, {
      doc: 'Seconds between two looks at how many volumes a node can take.',
      pointer: true,
      gates: ['MutableCSINodeAllocatableCount'],
    }),
    serviceAccountTokenInSecrets: opt(10, bool, {
      doc: 'True where it gets tokens among the secrets.',
      pointer: true,
      gates: ['CSIServiceAccountTokenSecrets'],
    }),
    preventPodSchedulingIfMissing: opt(11, bool, {
      doc: 'True where pods are kept off nodes that lack it.',
      pointer: true,
      gates: ['VolumeLimitScaling'],
    }),
  },
  { doc: 'What a driver needs.' },
)
export type CSIDriverSpec = TypeOf<typeof csiDriverSpec>

export const csiDriver = object(
  'io.k8s.api.storage.v1beta1.CSIDriver',
  {
    ...kindFields,
    spec: req(2, csiDriverSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'A CSI driver, and what it needs.' },
)
