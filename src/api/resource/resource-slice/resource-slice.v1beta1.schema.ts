// Slices of devices in resource.k8s.io/v1beta1, where what a device is lies in its field `basic`.
import { list, object, opt, type TypeOf } from '../../../machinery/schema/schema.ts'
import { SchemaVersion } from '../../../machinery/schema/schema-version.ts'
import * as stable from './resource-slice.schema.ts'

const inV1beta1 = new SchemaVersion({
  from: 'io.k8s.api.resource.v1.',
  to: 'io.k8s.api.resource.v1beta1.',
})

const { name, ...fields } = stable.device.fields
const { gates: _, ...nodeSelector } = fields.nodeSelector
const basicDevice = object('io.k8s.api.resource.v1beta1.BasicDevice', {
  attributes: inV1beta1.field(fields.attributes, { tag: 1 }),
  capacity: inV1beta1.field(fields.capacity, { tag: 2 }),
  consumesCounters: inV1beta1.field(fields.consumesCounters, { tag: 3 }),
  nodeName: inV1beta1.field(fields.nodeName, { tag: 4 }),
  nodeSelector: inV1beta1.field(nodeSelector, { tag: 5 }),
  allNodes: inV1beta1.field(fields.allNodes, { tag: 6 }),
  taints: inV1beta1.field(fields.taints, { tag: 7 }),
  bindsToNode: inV1beta1.field(fields.bindsToNode, { tag: 8 }),
  bindingConditions: inV1beta1.field(fields.bindingConditions, { tag: 9 }),
  bindingFailureConditions: inV1beta1.field(fields.bindingFailureConditions, { tag: 10 }),
  allowMultipleAllocations: inV1beta1.field(fields.allowMultipleAllocations, { tag: 11 }),
  nodeAllocatableResourceMappings: inV1beta1.field(fields.nodeAllocatableResourceMappings, { tag: 12 }),
})

const device = object(
  'io.k8s.api.resource.v1beta1.Device',
  { name, basic: opt(2, basicDevice, { doc: 'What the device is.', pointer: true }) },
  { doc: 'A device that a driver offers.' },
)
export type Device = TypeOf<typeof device>

const spec = stable.resourceSliceSpec.fields
const { pointer: _node, ...nodeName } = spec.nodeName
const { pointer: _all, ...allNodes } = spec.allNodes
const resourceSliceSpec = inV1beta1.change(stable.resourceSliceSpec, {
  nodeName,
  allNodes,
  devices: { ...spec.devices, schema: list(device) },
})

export const resourceSlice = inV1beta1.change(stable.resourceSlice, {
  spec: { ...stable.resourceSlice.fields.spec, schema: resourceSliceSpec },
})
