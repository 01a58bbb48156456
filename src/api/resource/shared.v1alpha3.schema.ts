// Fields of shared.v1alpha3 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const celDeviceSelector = object(
  'io.k8s.api.resource.v1alpha3.CELDeviceSelector',
  {
    expression: req(1, string, { doc: 'CEL expression over device that must give true.', empty: 'zero' }),
  },
  { doc: 'Selects devices by an expression.' },
)
export type CELDeviceSelector = TypeOf<typeof celDeviceSelector>

export const deviceSelector = object(
  'io.k8s.api.resource.v1alpha3.DeviceSelector',
  {
    cel: opt(1, celDeviceSelector, { doc: 'By a CEL expression.', pointer: true }),
  },
  { doc: 'Selects devices.' },
)
export type DeviceSelector = TypeOf<typeof deviceSelector>
