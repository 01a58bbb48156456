// Fields of volume-attributes-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { map, object, opt, req, string } from '../../../machinery/schema/schema.ts'

export const volumeAttributesClass = object(
  'io.k8s.api.storage.v1.VolumeAttributesClass',
  {
    ...kindFields,
    driverName: req(2, string, { doc: 'Name of the CSI driver.', empty: 'zero' }),
    parameters: opt(3, map(string), { doc: 'The attributes.' }),
  },
  { doc: 'Attributes of volumes that can be changed later.' },
)
export type VolumeAttributesClass = ObjectOf<typeof volumeAttributesClass>
