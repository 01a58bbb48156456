// Fields of device-class.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { inline, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { deviceConfiguration, deviceSelector } from '../shared.v1beta1.schema.ts'

export const deviceClassConfiguration = object('io.k8s.api.resource.v1beta1.DeviceClassConfiguration', {
  ...inline(1, deviceConfiguration),
})
export type DeviceClassConfiguration = TypeOf<typeof deviceClassConfiguration>

export const deviceClassSpec = object('io.k8s.api.resource.v1beta1.DeviceClassSpec', {
  selectors: opt(1, list(deviceSelector)),
  config: opt(2, list(deviceClassConfiguration)),
  extendedResourceName: opt(4, string, { pointer: true, gates: ['DRAExtendedResource'] }),
})
export type DeviceClassSpec = TypeOf<typeof deviceClassSpec>

export const deviceClass = object('io.k8s.api.resource.v1beta1.DeviceClass', {
  ...kindFields,
  spec: req(2, deviceClassSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
