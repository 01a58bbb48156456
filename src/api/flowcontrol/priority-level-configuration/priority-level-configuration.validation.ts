// Faults of priority levels. Upstream: pkg/apis/flowcontrol/validation/validation.go ValidatePriorityLevelConfiguration.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkConditions } from '../flow-conditions.validation.ts'
import { exemptName, mandatoryPriorityLevels } from '../mandatory.data.ts'
import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from './priority-level-configuration.schema.ts'

const maxQueues = 10_000_000
/** Upstream: apiserver pkg/util/shufflesharding/dealer.go MaxHashBits. */
const maxHashBits = 60
/** Of an older version's objects; this one tells zero from nothing by itself. */
const preserveZeroKey = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares'

export function validatePriorityLevelConfiguration(level: PriorityLevelConfiguration): FieldError[] {
  return [
    ...checkAnnotations(level),
    ...checkSpec(level.spec, level.metadata.name),
    ...checkFixed(level),
    ...validatePriorityLevelConfigurationStatus(level),
  ]
}

export function validatePriorityLevelConfigurationStatus({
  status,
}: PriorityLevelConfiguration): FieldError[] {
  return checkConditions(status?.conditions ?? [])
}

function checkAnnotations({ metadata }: PriorityLevelConfiguration): FieldError[] {
  return metadata.annotations !== undefined && Object.hasOwn(metadata.annotations, preserveZeroKey)
    ? [forbidden('metadata.annotations', `annotation '${preserveZeroKey}' is forbidden`)]
    : []
}

function checkSpec({ type, limited, exempt }: PriorityLevelConfigurationSpec, name: string): FieldError[] {
  const faults: FieldError[] = []
  if ((name === exemptName) !== (type === 'Exempt'))
    faults.push(invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"))
  if (type === 'Exempt') {
    if (limited !== undefined)
      faults.push(forbidden('spec.limited', 'must be nil if the type is not Limited'))
    if (exempt === undefined) faults.push(required('spec.exempt', 'must not be empty when type is Exempt'))
    else faults.push(...checkShares(exempt, 'spec.exempt'))
  } else if (type === 'Limited') {
    if (exempt !== undefined) faults.push(forbidden('spec.exempt', 'must be nil if the type is Limited'))
    if (limited === undefined) faults.push(required('spec.limited', 'must not be empty when type is Limited'))
    else faults.push(...checkLimited(limited))
  } else faults.push(notSupported('spec.type', type, ['Exempt', 'Limited']))
  return faults
}

interface Shares {
  readonly nominalConcurrencyShares?: number | undefined
  readonly lendablePercent?: number | undefined
}

function checkShares(
  { nominalConcurrencyShares = 0, lendablePercent = 0 }: Shares,
  path: string,
): FieldError[] {
  return [...checkNominal(nominalConcurrencyShares, path), ...checkLendable(lendablePercent, path)]
}

function checkNominal(shares: number, path: string): FieldError[] {
  return shares < 0
    ? [invalid(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')]
    : []
}

function checkLendable(percent: number, path: string): FieldError[] {
  return percent < 0 || percent > 100
    ? [invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')]
    : []
}

function checkLimited(limited: LimitedPriorityLevelConfiguration): FieldError[] {
  const path = 'spec.limited'
  const { nominalConcurrencyShares = 0, lendablePercent = 0, borrowingLimitPercent = 0 } = limited
  const faults = [
    ...checkNominal(nominalConcurrencyShares, path),
    ...checkLimitResponse(limited.limitResponse, `${path}.limitResponse`),
    ...checkLendable(lendablePercent, path),
  ]
  if (borrowingLimitPercent < 0) {
    const why = 'if specified, must be a non-negative integer'
    faults.push(invalid(`${path}.borrowingLimitPercent`, borrowingLimitPercent, why))
  }
  return faults
}

function checkLimitResponse(response: LimitResponse | undefined, path: string): FieldError[] {
  const { type = '', queuing } = response ?? {}
  if (type === 'Reject') {
    const why = 'must be nil if limited.limitResponse.type is not Limited'
    return queuing === undefined ? [] : [forbidden(`${path}.queuing`, why)]
  }
  if (type !== 'Queue') return [notSupported(`${path}.type`, type, ['Queue', 'Reject'])]
  return queuing === undefined
    ? [required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')]
    : checkQueuing(queuing, `${path}.queuing`)
}

function checkQueuing(queuing: QueuingConfiguration, path: string): FieldError[] {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing
  const faults = checkPositive(queueLengthLimit, `${path}.queueLengthLimit`)
  faults.push(...checkPositive(queues, `${path}.queues`))
  if (queues > maxQueues)
    faults.push(invalid(`${path}.queues`, queues, `must not be greater than ${maxQueues}`))
  return [...faults, ...checkHandSize(handSize, queues, `${path}.handSize`)]
}

function checkPositive(value: number, field: string): FieldError[] {
  return value <= 0 ? [invalid(field, value, 'must be positive')] : []
}

function checkHandSize(handSize: number, queues: number, field: string): FieldError[] {
  if (handSize <= 0) return checkPositive(handSize, field)
  if (handSize > queues) return [invalid(field, handSize, `should not be greater than queues (${queues})`)]
  if (requiredEntropyBits(queues, handSize) <= maxHashBits) return []
  const why = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${maxHashBits}`
  return [invalid(field, handSize, why)]
}

/** Upstream: apiserver pkg/util/shufflesharding/dealer.go RequiredEntropyBits. */
function requiredEntropyBits(deckSize: number, handSize: number): number {
  return Math.ceil(Math.log2(deckSize) * handSize)
}

/** Upstream: ValidateIfMandatoryPriorityLevelConfigurationObject. */
function checkFixed({ metadata: { name }, spec }: PriorityLevelConfiguration): FieldError[] {
  const fixed = mandatoryPriorityLevels.get(name)
  if (fixed === undefined) return []
  // Whoever runs the cluster may give the exempt level a share of the seats.
  const open = name === exemptName
  if (semanticEqual(open ? { ...spec, exempt: fixed.exempt } : spec, fixed)) return []
  const but = open ? " except the 'spec.exempt' field" : ''
  return [invalid('spec', spec, `spec of '${name}'${but} must equal the fixed value`)]
}
