// Fields of storage-class.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, map, object, oneOf, opt, req, string } from '../../../machinery/schema/schema.ts'
import { topologySelectorTerm } from '../../core/shared.schema.ts'

export const storageClass = object('io.k8s.api.storage.v1beta1.StorageClass', {
  ...kindFields,
  provisioner: req(2, string, { empty: 'zero' }),
  parameters: opt(3, map(string)),
  reclaimPolicy: opt(4, oneOf('Recycle', 'Delete', 'Retain'), { pointer: true }),
  mountOptions: opt(5, list(string)),
  allowVolumeExpansion: opt(6, bool, { pointer: true }),
  volumeBindingMode: opt(7, string, { pointer: true }),
  allowedTopologies: opt(8, list(topologySelectorTerm)),
})
