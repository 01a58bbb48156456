// Faults of what a job wants, in a job and in the template of a cron job.
// Upstream: pkg/apis/batch/validation/validation.go validateJobSpec.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { byteLength, isDNS1123Subdomain } from '../../../machinery/names/validation.ts'
import { checkNonNegative, checkOptionalEnum, faultsAt } from '../../checks.ts'
import { validatePodTemplateSpec } from '../../core/pod/pod.validation.ts'
import type { JobSpec } from '../shared.schema.ts'
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.validation.ts'

const maxIndexedParallelism = 100_000
const maxBackoffCompletions = 100_000

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const

/** `path` is that of the spec. */
export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  const faults = counts.flatMap((field) => checkNonNegative(spec[field], `${path}.${field}`))
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    faults.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'))
  }
  if (spec.managedBy !== undefined) faults.push(...checkManagedBy(spec.managedBy, `${path}.managedBy`))
  faults.push(...validateCompletionMode(spec, path))
  if (spec.podFailurePolicy !== undefined) {
    faults.push(...validatePodFailurePolicy(spec, `${path}.podFailurePolicy`))
  }
  if (spec.successPolicy !== undefined) {
    faults.push(...validateSuccessPolicy(spec, `${path}.successPolicy`))
  }
  const policies = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed']
  faults.push(...checkOptionalEnum(spec.podReplacementPolicy, `${path}.podReplacementPolicy`, policies))
  faults.push(...validatePodTemplateSpec(spec.template, `${path}.template`))
  return [...faults, ...checkRestartPolicy(spec, `${path}.template.spec.restartPolicy`)]
}

function checkManagedBy(manager: string, field: string): FieldError[] {
  const slash = manager.indexOf('/')
  const faults: FieldError[] = []
  if (slash <= 0 || slash === manager.length - 1) {
    faults.push(invalid(field, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'))
  } else faults.push(...faultsAt(field, manager, isDNS1123Subdomain(manager.slice(0, slash))))
  if (byteLength(manager) > 63) {
    faults.push({ type: 'FieldValueTooLong', field, message: 'Too long: may not be more than 63 bytes' })
  }
  return faults
}

function validateCompletionMode(spec: JobSpec, path: string): FieldError[] {
  const { completionMode, completions, parallelism = 0 } = spec
  if (completionMode === undefined) return []
  if (completionMode === 'NonIndexed') {
    return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((field) =>
      spec[field] === undefined
        ? []
        : [invalid(`${path}.${field}`, spec[field], 'requires indexed completion mode')],
    )
  }
  if (completionMode !== 'Indexed') {
    return [notSupported(`${path}.completionMode`, completionMode, ['Indexed', 'NonIndexed'])]
  }
  const faults: FieldError[] = []
  if (completions === undefined) {
    faults.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  }
  if (parallelism > maxIndexedParallelism) {
    const text = `must be less than or equal to ${maxIndexedParallelism} when completion mode is Indexed`
    faults.push(invalid(`${path}.parallelism`, parallelism, text))
  }
  return [...faults, ...validateLimitPerIndex(spec, path)]
}

function validateLimitPerIndex(spec: JobSpec, path: string): FieldError[] {
  const { completions = 0, parallelism = 0, maxFailedIndexes } = spec
  if (spec.backoffLimitPerIndex === undefined) return []
  const faults: FieldError[] = []
  if (maxFailedIndexes !== undefined && maxFailedIndexes > completions) {
    const text = 'must be less than or equal to completions'
    faults.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, text))
  }
  if (completions <= maxBackoffCompletions) return faults
  const text = 'when completions is above 100000'
  if (maxFailedIndexes === undefined) {
    faults.push(required(`${path}.maxFailedIndexes`, `must be specified ${text}`))
  } else if (maxFailedIndexes > 10_000) {
    faults.push(
      invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, `must be less than or equal to 10000 ${text}`),
    )
  }
  if (parallelism > 10_000) {
    faults.push(invalid(`${path}.parallelism`, parallelism, `must be less than or equal to 10000 ${text}`))
  }
  return faults
}

/** Always is what templates default to, so it counts as nothing said. */
function checkRestartPolicy({ template, podFailurePolicy }: JobSpec, field: string): FieldError[] {
  const policy = template.spec?.restartPolicy ?? ''
  if (policy === '' || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never') {
    return [notSupported(field, policy, ['OnFailure', 'Never'])]
  }
  if (podFailurePolicy === undefined || policy === 'Never') return []
  return [invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
}
