// DeviceTaintRule (resource.k8s.io/v1beta2).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, ageText, column, nameColumn } from '../../columns.ts'
import { deviceTaintRuleStrategy } from './device-taint-rule.strategy.ts'
import { deviceTaintRule, type DeviceTaintRule as Rule } from './device-taint-rule.v1beta2.schema.ts'
import {
  validateDeviceTaintRule,
  validateDeviceTaintRuleStatusUpdate,
} from './device-taint-rule.validation.ts'
export const DeviceTaintRule = defineKind({
  schema: deviceTaintRule,
  group: 'resource.k8s.io',
  version: 'v1beta2',
  kind: 'DeviceTaintRule',
  plural: 'devicetaintrules',
  singular: 'devicetaintrule',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'DeviceTaintRule', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'DJ3UJ0fj8MI=',
  strategy: deviceTaintRuleStrategy,
  validate: validateDeviceTaintRule,
  validateStatusUpdate: validateDeviceTaintRuleStatusUpdate,
  columns: [
    nameColumn,
    column<Rule>('Key', ({ spec }) => spec.taint.key),
    column<Rule>('Value', ({ spec }) => spec.taint.value ?? ''),
    column<Rule>('Effect', ({ spec }) => spec.taint.effect),
    column<Rule>('TimeAdded', ({ spec: { taint } }, nowMs) =>
      taint.timeAdded === undefined ? '' : ageText(taint.timeAdded, nowMs),
    ),
    ageColumn,
  ],
})
export type DeviceTaintRule = Instance<typeof DeviceTaintRule>
