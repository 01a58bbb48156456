// Fields of device-class.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { inline, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { deviceConfiguration, deviceSelector } from '../shared.v1beta1.schema.ts'

export const deviceClassConfiguration = object(
  'io.k8s.api.resource.v1beta1.DeviceClassConfiguration',
  {
    ...inline(1, deviceConfiguration),
  },
  { doc: 'Parameters of a class.' },
)
export type DeviceClassConfiguration = TypeOf<typeof deviceClassConfiguration>

export const deviceClassSpec = object(
  'io.k8s.api.resource.v1beta1.DeviceClassSpec',
  {
    selectors: opt(1, list(deviceSelector), { doc: 'What must hold of a device.' }),
    config: opt(2, list(deviceClassConfiguration), { doc: 'Parameters for drivers.' }),
    extendedResourceName: opt(4, string, {
      doc: 'Extended resource that the class stands for in pods.',
      pointer: true,
      gates: ['DRAExtendedResource'],
    }),
  },
  { doc: 'Which devices, and how they are set up.' },
)
export type DeviceClassSpec = TypeOf<typeof deviceClassSpec>

export const deviceClass = object(
  'io.k8s.api.resource.v1beta1.DeviceClass',
  {
    ...kindFields,
    spec: req(2, deviceClassSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'A class of devices, as administrators name them.' },
)
