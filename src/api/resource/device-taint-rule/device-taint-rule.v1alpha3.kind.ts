// DeviceTaintRule (resource.k8s.io/v1alpha3): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { DeviceTaintRule } from './device-taint-rule.kind.ts'
export const DeviceTaintRuleV1alpha3 = sameInVersion(DeviceTaintRule, 'v1alpha3')
export type DeviceTaintRuleV1alpha3 = Instance<typeof DeviceTaintRuleV1alpha3>
