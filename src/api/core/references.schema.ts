// Fields of references in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { object, opt, quantity, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const localObjectReference = object(
  'io.k8s.api.core.v1.LocalObjectReference',
  {
    name: opt(1, string, { doc: 'Name of the object.', default: '' }),
  },
  { doc: 'Names an object in the same namespace.', structType: 'atomic' },
)
export type LocalObjectReference = TypeOf<typeof localObjectReference>

export const resourceFieldSelector = object(
  'io.k8s.api.core.v1.ResourceFieldSelector',
  {
    containerName: opt(1, string, { doc: 'Container that is meant; needed in volumes.' }),
    resource: req(2, string, { doc: 'Which amount, such as limits.cpu or requests.memory.', empty: 'zero' }),
    divisor: opt(3, quantity, { doc: 'Unit in which the amount is given; 1 where absent.' }),
  },
  { doc: 'An amount of CPU, memory or the like of a container.', structType: 'atomic' },
)
export type ResourceFieldSelector = TypeOf<typeof resourceFieldSelector>

export const objectFieldSelector = object(
  'io.k8s.api.core.v1.ObjectFieldSelector',
  {
    apiVersion: opt(1, string, { doc: 'API version in which the path is written; v1 where absent.' }),
    fieldPath: req(2, string, {
      doc: 'Path of the field, such as metadata.name or status.podIP.',
      empty: 'zero',
    }),
  },
  { doc: 'A field of the pod.', structType: 'atomic' },
)
export type ObjectFieldSelector = TypeOf<typeof objectFieldSelector>

export const typedObjectReference = object(
  'io.k8s.api.core.v1.TypedObjectReference',
  {
    apiGroup: opt(1, string, { doc: 'Group of the kind; absent for the core group.', pointer: true }),
    kind: req(2, string, { doc: 'Kind of the object.', empty: 'zero' }),
    name: req(3, string, { doc: 'Name of the object.', empty: 'zero' }),
    namespace: opt(4, string, {
      doc: 'Namespace of the object; the same one where absent.',
      pointer: true,
      gates: ['CrossNamespaceVolumeDataSource'],
    }),
  },
  { doc: 'An object of any kind.' },
)
export type TypedObjectReference = TypeOf<typeof typedObjectReference>

export const typedLocalObjectReference = object(
  'io.k8s.api.core.v1.TypedLocalObjectReference',
  {
    apiGroup: opt(1, string, { doc: 'Group of the kind; absent for the core group.', pointer: true }),
    kind: req(2, string, { doc: 'Kind of the object.', empty: 'zero' }),
    name: req(3, string, { doc: 'Name of the object.', empty: 'zero' }),
  },
  { doc: 'An object of any kind in the same namespace.', structType: 'atomic' },
)
export type TypedLocalObjectReference = TypeOf<typeof typedLocalObjectReference>

export const objectReference = object(
  'io.k8s.api.core.v1.ObjectReference',
  {
    kind: opt(1, string, { doc: 'Kind of the object.' }),
    namespace: opt(2, string, { doc: 'Namespace of the object.' }),
    name: opt(3, string, { doc: 'Name of the object.' }),
    uid: opt(4, string, { doc: 'UID of the object.' }),
    apiVersion: opt(5, string, { doc: 'API version of the object.' }),
    resourceVersion: opt(6, string, { doc: 'State of the object that is meant.' }),
    fieldPath: opt(7, string, { doc: 'Part of the object that is meant, such as spec.containers{web}.' }),
  },
  { doc: 'Names an object of any kind.', structType: 'atomic' },
)
export type ObjectReference = TypeOf<typeof objectReference>

export const secretReference = object(
  'io.k8s.api.core.v1.SecretReference',
  {
    name: opt(1, string, { doc: 'Name of the Secret.' }),
    namespace: opt(2, string, { doc: 'Namespace of the Secret.' }),
  },
  { doc: 'A Secret in any namespace.', structType: 'atomic' },
)
export type SecretReference = TypeOf<typeof secretReference>
