// Faults of stateful sets. Upstream: pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { checkEnum, checkNonNegative } from '../../checks.ts'
import { checkAtMostAll, checkIntOrPercent, isNothing } from '../int-or-percent.ts'
import { checkNotDecremented, validateReplicaCounts } from '../replicas.validation.ts'
import { validateWorkload } from '../template.validation.ts'
import type { StatefulSet, StatefulSetSpec } from './stateful-set.schema.ts'

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  const retention = 'spec.persistentVolumeClaimRetentionPolicy'
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {}
  return [
    ...checkEnum(spec.podManagementPolicy, 'spec.podManagementPolicy', ['OrderedReady', 'Parallel']),
    ...validateUpdateStrategy(spec),
    ...checkEnum(whenDeleted, `${retention}.whenDeleted`, ['Delete', 'Retain']),
    ...checkEnum(whenScaled, `${retention}.whenScaled`, ['Delete', 'Retain']),
    ...checkNonNegative(spec.replicas, 'spec.replicas'),
    ...checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...checkNonNegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...validateWorkload(spec, { inSelector: 'statefulset', inTemplate: 'StatefulSet' }),
  ]
}

function validateUpdateStrategy({ updateStrategy }: StatefulSetSpec): FieldError[] {
  const path = 'spec.updateStrategy'
  const { type, rollingUpdate } = updateStrategy ?? {}
  if (type === 'OnDelete') {
    if (rollingUpdate === undefined) return []
    return [
      invalid(`${path}.rollingUpdate`, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'"),
    ]
  }
  if (type !== 'RollingUpdate')
    return [invalid(path, updateStrategy ?? null, "must be 'RollingUpdate' or 'OnDelete'")]
  const { partition, maxUnavailable } = rollingUpdate ?? {}
  const faults = checkNonNegative(partition, `${path}.rollingUpdate.partition`)
  if (maxUnavailable === undefined) return faults
  const field = `${path}.rollingUpdate.maxUnavailable`
  faults.push(...checkIntOrPercent(maxUnavailable, field), ...checkAtMostAll(maxUnavailable, field))
  return isNothing(maxUnavailable) ? [...faults, invalid(field, maxUnavailable, 'cannot be 0')] : faults
}

const mutable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const

export function validateStatefulSetUpdate(next: StatefulSet, old: StatefulSet): FieldError[] {
  const rest = (spec: StatefulSetSpec) => ({
    ...spec,
    ...Object.fromEntries(mutable.map((field) => [field, undefined])),
  })
  if (semanticEqual(rest(next.spec), rest(old.spec))) return []
  const text =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
  return [forbidden('spec', text)]
}

export function validateStatefulSetStatusUpdate(next: StatefulSet, old: StatefulSet): FieldError[] {
  return [
    ...validateReplicaCounts(next.status, [
      'replicas',
      'readyReplicas',
      'currentReplicas',
      'updatedReplicas',
      'availableReplicas',
      'observedGeneration',
      'collisionCount',
    ]),
    ...checkNotDecremented(next.status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
