// Fields of device-taint-rule.v1beta2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { SchemaVersion } from '../../../machinery/schema/schema-version.ts'
import { deviceTaint as stableTaint } from '../resource-slice/resource-slice.schema.ts'

const deviceTaint = new SchemaVersion({
  from: 'io.k8s.api.resource.v1.',
  to: 'io.k8s.api.resource.v1beta2.',
}).of(stableTaint)

export const deviceTaintSelector = object('io.k8s.api.resource.v1beta2.DeviceTaintSelector', {
  driver: opt(2, string, { doc: 'Name of their driver.', pointer: true }),
  pool: opt(3, string, { doc: 'Name of their pool.', pointer: true }),
  device: opt(4, string, { doc: 'Name of the device.', pointer: true }),
})
export type DeviceTaintSelector = TypeOf<typeof deviceTaintSelector>

export const deviceTaintRuleSpec = object('io.k8s.api.resource.v1beta2.DeviceTaintRuleSpec', {
  deviceSelector: opt(1, deviceTaintSelector, { doc: 'Which devices are meant.', pointer: true }),
  taint: req(2, deviceTaint, { doc: 'The mark that they get.', empty: 'zero' }),
})
export type DeviceTaintRuleSpec = TypeOf<typeof deviceTaintRuleSpec>

export const deviceTaintRuleStatus = object('io.k8s.api.resource.v1beta2.DeviceTaintRuleStatus', {
  conditions: opt(
    1,
    list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
    { doc: 'How far evictions have come.' },
  ),
})
export type DeviceTaintRuleStatus = TypeOf<typeof deviceTaintRuleStatus>

export const deviceTaintRule = object('io.k8s.api.resource.v1beta2.DeviceTaintRule', {
  ...kindFields,
  spec: req(2, deviceTaintRuleSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, deviceTaintRuleStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type DeviceTaintRule = ObjectOf<typeof deviceTaintRule>
