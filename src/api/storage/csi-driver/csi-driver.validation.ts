// Faults of CSI drivers. Upstream: pkg/apis/storage/validation/validation.go ValidateCSIDriver.
import { duplicate, type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { checkImmutable, checkOptionalEnum } from '../../checks.ts'
import type { CSIDriver } from './csi-driver.schema.ts'

const minTokenSeconds = 10 * 60
const maxTokenSeconds = 2 ** 32
const minUpdateSeconds = 10

type Spec = CSIDriver['spec']

export function validateCSIDriver({ spec }: CSIDriver): FieldError[] {
  return [
    // Upstream's path is misspelt.
    ...checkGiven(spec.attachRequired, 'spec.attachedRequired'),
    ...checkGiven(spec.podInfoOnMount, 'spec.podInfoOnMount'),
    ...checkGiven(spec.storageCapacity, 'spec.storageCapacity'),
    ...checkOptionalEnum(spec.fsGroupPolicy, 'spec.fsGroupPolicy', [
      'File',
      'None',
      'ReadWriteOnceWithFSType',
    ]),
    ...checkTokens(spec.tokenRequests ?? []),
    ...(spec.volumeLifecycleModes ?? []).flatMap((mode) =>
      checkOptionalEnum(mode, 'spec.volumeLifecycleModes', ['Persistent', 'Ephemeral']),
    ),
    ...checkGiven(spec.seLinuxMount, 'spec.seLinuxMount'),
    ...checkUpdatePeriod(spec),
  ]
}

function checkUpdatePeriod({ nodeAllocatableUpdatePeriodSeconds: seconds }: Spec): FieldError[] {
  if (seconds === undefined || seconds >= minUpdateSeconds) return []
  const text = `must be greater than or equal to ${minUpdateSeconds} seconds`
  return [invalid('spec.nodeAllocatableUpdatePeriodSeconds', seconds, text)]
}

function checkGiven(value: boolean | undefined, field: string): FieldError[] {
  return value === undefined ? [required(field)] : []
}

function checkTokens(tokens: NonNullable<Spec['tokenRequests']>): FieldError[] {
  return tokens.flatMap(({ audience, expirationSeconds }, index) => {
    const path = `spec.tokenRequests[${index}]`
    if (tokens.findIndex((token) => token.audience === audience) < index) {
      return [duplicate(`${path}.audience`, audience)]
    }
    if (expirationSeconds === undefined) return []
    const [field, seconds] = [`${path}.expirationSeconds`, Number(expirationSeconds)]
    if (seconds < minTokenSeconds) {
      return [invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes')]
    }
    if (seconds <= maxTokenSeconds) return []
    return [invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
  })
}

export function validateCSIDriverUpdate(next: CSIDriver, old: CSIDriver): FieldError[] {
  const { attachRequired, volumeLifecycleModes } = old.spec
  return [
    ...checkImmutable(next.spec.attachRequired, attachRequired, 'spec.attachedRequired'),
    ...checkImmutable(next.spec.volumeLifecycleModes, volumeLifecycleModes, 'spec.volumeLifecycleModes'),
  ]
}
