// Faults of candidates for a lease. Upstream: pkg/apis/coordination/validation/validation.go ValidateLeaseCandidate.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { checkImmutable, checkRequired } from '../../checks.ts'
import { oldestVersion, validateLeaseStrategy } from '../lease-strategy.validation.ts'
import type { LeaseCandidate } from './lease-candidate.v1beta1.schema.ts'

const notAVersion = 'must be a valid semantic version'

export function validateLeaseCandidate({ spec }: LeaseCandidate): FieldError[] {
  const { leaseName, binaryVersion, emulationVersion = '' } = spec
  const faults = checkRequired(leaseName, 'spec.leaseName')
  const emulated = versionNumbers(emulationVersion)
  if (emulationVersion !== '' && emulated === undefined) {
    faults.push(invalid('spec.emulationVersion', emulationVersion, notAVersion))
  }
  const binary = versionNumbers(binaryVersion)
  if (binaryVersion === '') faults.push(required('spec.binaryVersion'))
  else if (binary === undefined) faults.push(invalid('spec.binaryVersion', binaryVersion, notAVersion))
  if (
    isLower(binary ?? [0, 0, 0], emulated ?? [0, 0, 0]) &&
    binaryVersion !== '' &&
    emulationVersion !== ''
  ) {
    const text = 'must be greater than or equal to `emulationVersion`'
    faults.push(invalid('spec.binaryVersion', binaryVersion, text))
  }
  return [...faults, ...checkStrategy(spec, emulated)]
}

function checkStrategy(
  { strategy = '' }: LeaseCandidate['spec'],
  emulated: readonly number[] | undefined,
): FieldError[] {
  if (strategy === '') return [required('spec.strategy')]
  if (strategy !== oldestVersion) return validateLeaseStrategy(strategy, 'spec.strategy')
  if (emulated?.some((part) => part > 0) === true) return []
  const text = `must be specified when \`strategy\` is '${oldestVersion}'`
  return [required('spec.emulationVersion', text)]
}

export function validateLeaseCandidateUpdate(next: LeaseCandidate, old: LeaseCandidate): FieldError[] {
  return checkImmutable(next.spec.leaseName, old.spec.leaseName, 'spec.leaseName')
}

function versionNumbers(text: string): readonly number[] | undefined {
  const match = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})([-+][0-9A-Za-z.+-]+)?$/.exec(text)
  return match === null ? undefined : match.slice(1, 4).map(Number)
}

function isLower(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((part, at) => part !== b[at])
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0)
}
