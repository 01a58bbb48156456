// DeviceTaintRule (resource.k8s.io/v1alpha3): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { DeviceTaintRule } from './device-taint-rule.kind.ts'
import { deviceTaintRule } from './device-taint-rule.v1alpha3.schema.ts'
export const DeviceTaintRuleV1alpha3 = versionOf(DeviceTaintRule, {
  version: 'v1alpha3',
  schema: deviceTaintRule,
})
export type DeviceTaintRuleV1alpha3 = Instance<typeof DeviceTaintRuleV1alpha3>
