// Fields of storage-class.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, map, object, oneOf, opt, req, string } from '../../../machinery/schema/schema.ts'
import { topologySelectorTerm } from '../../core/shared.schema.ts'

export const storageClass = object('io.k8s.api.storage.v1beta1.StorageClass', {
  ...kindFields,
  provisioner: req(2, string, { doc: 'Who makes the volumes.', empty: 'zero' }),
  parameters: opt(3, map(string), { doc: 'Parameters for the provisioner.' }),
  reclaimPolicy: opt(4, oneOf('Recycle', 'Delete', 'Retain'), {
    doc: 'Delete (the default) or Retain: what becomes of its volumes.',
    pointer: true,
  }),
  mountOptions: opt(5, list(string), { doc: 'Options for mounting its volumes.' }),
  allowVolumeExpansion: opt(6, bool, { doc: 'True where claims may ask for more later.', pointer: true }),
  volumeBindingMode: opt(7, string, {
    doc: 'Immediate (the default) or WaitForFirstConsumer.',
    pointer: true,
  }),
  allowedTopologies: opt(8, list(topologySelectorTerm), {
    doc: 'Where volumes may be made; everywhere where empty.',
  }),
})
