// What the server does to rules that taint devices. Upstream: pkg/registry/resource/devicetaintrule/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type DeviceTaintRule, deviceTaintRuleStatus } from './device-taint-rule.v1beta2.schema.ts'

export const deviceTaintRuleStrategy = specStrategy<DeviceTaintRule>({
  status: deviceTaintRuleStatus,
  onCreate({ metadata, spec }) {
    // The rule is new, and so is its taint.
    if (spec.taint !== undefined) spec.taint.timeAdded ??= metadata.creationTimestamp
  },
})
