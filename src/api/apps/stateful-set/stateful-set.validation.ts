// Faults of stateful sets. Upstream: pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { checkDNSLabel, checkNonNegative, checkOptionalEnum } from '../../checks.ts'
import { validateClaimSpec } from '../../core/persistent-volume-claim/claim-spec.validation.ts'
import { checkAtMostAll, checkIntOrPercent, isNothing } from '../int-or-percent.ts'
import { checkNotDecremented, validateReplicaCounts } from '../replicas.validation.ts'
import { validateWorkload } from '../template.validation.ts'
import type { StatefulSet, StatefulSetSpec } from './stateful-set.schema.ts'

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  return [
    ...validateManagement(spec),
    ...validateUpdateStrategy(spec),
    ...validateRetention(spec),
    ...checkNonNegative(spec.replicas, 'spec.replicas'),
    ...checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...checkNonNegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...validateWorkload(spec, { inSelector: 'statefulset', inTemplate: 'StatefulSet' }),
  ]
}

function validateManagement({ podManagementPolicy: policy }: StatefulSetSpec): FieldError[] {
  const field = 'spec.podManagementPolicy'
  if (!policy) return [required(field)]
  if (policy === 'OrderedReady' || policy === 'Parallel') return []
  return [invalid(field, policy, "must be 'OrderedReady' or 'Parallel'")]
}

function validateRetention({ persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec): FieldError[] {
  if (policy === undefined) return []
  return (['whenDeleted', 'whenScaled'] as const).flatMap((when) => {
    const field = `spec.persistentVolumeClaimRetentionPolicy.${when}`
    return checkOptionalEnum(policy[when] ?? '', field, ['Retain', 'Delete'])
  })
}

function validateUpdateStrategy({ updateStrategy }: StatefulSetSpec): FieldError[] {
  const path = 'spec.updateStrategy'
  const { type = '', rollingUpdate } = updateStrategy ?? {}
  if (type === '') return [required(path)]
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
  faults.push(...checkIntOrPercent(maxUnavailable, field))
  if (isNothing(maxUnavailable)) faults.push(invalid(field, maxUnavailable, 'cannot be 0'))
  return [...faults, ...checkAtMostAll(maxUnavailable, field)]
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

/** What never changes afterwards is looked at once. */
export function validateStatefulSetCreate({ spec }: StatefulSet): FieldError[] {
  const { serviceName = '', volumeClaimTemplates = [] } = spec
  return [
    ...volumeClaimTemplates.flatMap((claim, index) =>
      validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`),
    ),
    ...(serviceName === '' ? [] : checkDNSLabel(serviceName, 'spec.serviceName')),
  ]
}

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
    ...validateReplicaCounts(
      next.status,
      [
        'replicas',
        'readyReplicas',
        'currentReplicas',
        'updatedReplicas',
        'availableReplicas',
        'observedGeneration',
        'collisionCount',
      ],
      { ready: 'status.readyReplicas' },
    ),
    ...checkNotDecremented(next.status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
