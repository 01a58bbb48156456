// Fields of references in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { object, opt, quantity, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const localObjectReference = object(
  'io.k8s.api.core.v1.LocalObjectReference',
  {
    name: opt(1, string, { default: '' }),
  },
  { structType: 'atomic' },
)
export type LocalObjectReference = TypeOf<typeof localObjectReference>

export const resourceFieldSelector = object(
  'io.k8s.api.core.v1.ResourceFieldSelector',
  {
    containerName: opt(1, string),
    resource: req(2, string, { empty: 'zero' }),
    divisor: opt(3, quantity),
  },
  { structType: 'atomic' },
)
export type ResourceFieldSelector = TypeOf<typeof resourceFieldSelector>

export const objectFieldSelector = object(
  'io.k8s.api.core.v1.ObjectFieldSelector',
  {
    apiVersion: opt(1, string),
    fieldPath: req(2, string, { empty: 'zero' }),
  },
  { structType: 'atomic' },
)
export type ObjectFieldSelector = TypeOf<typeof objectFieldSelector>

export const typedObjectReference = object('io.k8s.api.core.v1.TypedObjectReference', {
  apiGroup: opt(1, string, { pointer: true }),
  kind: req(2, string, { empty: 'zero' }),
  name: req(3, string, { empty: 'zero' }),
  namespace: opt(4, string, { pointer: true, gates: ['CrossNamespaceVolumeDataSource'] }),
})
export type TypedObjectReference = TypeOf<typeof typedObjectReference>

export const typedLocalObjectReference = object(
  'io.k8s.api.core.v1.TypedLocalObjectReference',
  {
    apiGroup: opt(1, string, { pointer: true }),
    kind: req(2, string, { empty: 'zero' }),
    name: req(3, string, { empty: 'zero' }),
  },
  { structType: 'atomic' },
)
export type TypedLocalObjectReference = TypeOf<typeof typedLocalObjectReference>

export const objectReference = object(
  'io.k8s.api.core.v1.ObjectReference',
  {
    kind: opt(1, string),
    namespace: opt(2, string),
    name: opt(3, string),
    uid: opt(4, string),
    apiVersion: opt(5, string),
    resourceVersion: opt(6, string),
    fieldPath: opt(7, string),
  },
  { structType: 'atomic' },
)
export type ObjectReference = TypeOf<typeof objectReference>

export const secretReference = object(
  'io.k8s.api.core.v1.SecretReference',
  {
    name: opt(1, string),
    namespace: opt(2, string),
  },
  { structType: 'atomic' },
)
export type SecretReference = TypeOf<typeof secretReference>
