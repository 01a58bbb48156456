// Fields of storage-version in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { int64, list, object, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const storageVersionSpec = object('io.k8s.api.apiserverinternal.v1alpha1.StorageVersionSpec', {})
export type StorageVersionSpec = TypeOf<typeof storageVersionSpec>

export const serverStorageVersion = object('io.k8s.api.apiserverinternal.v1alpha1.ServerStorageVersion', {
  apiServerID: req(1, string, { doc: 'The server.' }),
  encodingVersion: req(2, string, { doc: 'The version that it writes.' }),
  decodableVersions: req(3, list(string, { listType: 'set' }), { doc: 'The versions that it can read.' }),
  servedVersions: opt(4, list(string, { listType: 'set' }), { doc: 'The versions that it serves.' }),
})
export type ServerStorageVersion = TypeOf<typeof serverStorageVersion>

export const storageVersionCondition = object(
  'io.k8s.api.apiserverinternal.v1alpha1.StorageVersionCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    observedGeneration: opt(3, int64, { doc: 'The generation that the condition is about.' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: req(5, string, { doc: 'Why, in one word for machines.', empty: 'zero' }),
    message: req(6, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type StorageVersionCondition = TypeOf<typeof storageVersionCondition>

export const storageVersionStatus = object('io.k8s.api.apiserverinternal.v1alpha1.StorageVersionStatus', {
  storageVersions: opt(1, list(serverStorageVersion, { listType: 'map', keys: ['apiServerID'] }), {
    doc: 'What each server says.',
  }),
  commonEncodingVersion: opt(2, string, {
    doc: 'The version that all servers write, where they agree.',
    pointer: true,
  }),
  conditions: opt(3, list(storageVersionCondition, { listType: 'map', keys: ['type'] }), {
    doc: 'Whether they agree.',
  }),
})
export type StorageVersionStatus = TypeOf<typeof storageVersionStatus>

export const storageVersion = object('io.k8s.api.apiserverinternal.v1alpha1.StorageVersion', {
  kind: opt(0, string, { doc: 'Kind of the object.' }),
  apiVersion: opt(0, string, { doc: 'Group and version of the kind.' }),
  metadata: req(1, objectMeta, { doc: 'Name, labels and the like.', empty: 'zero' }),
  spec: opt(2, storageVersionSpec, { doc: 'Empty.', empty: 'zero' }),
  status: opt(3, storageVersionStatus, { doc: 'What servers write and can read.', empty: 'zero' }),
})
export type StorageVersion = ObjectOf<typeof storageVersion>
