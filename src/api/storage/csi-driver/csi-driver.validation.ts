// Faults of CSI drivers. Upstream: pkg/apis/storage/validation/validation.go ValidateCSIDriver.
import { duplicate, type FieldError, required } from '../../../machinery/field-error.ts'
import { checkEnum, checkImmutable } from '../../checks.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { CSIDriver } from './csi-driver.schema.ts'

const fsGroupPolicies = ['File', 'None', 'ReadWriteOnceWithFSType']

export function validateCSIDriver({ metadata, spec }: CSIDriver): FieldError[] {
  const faults = validateCSIDriverName(metadata.name, 'metadata.name')
  for (const field of ['attachRequired', 'podInfoOnMount', 'storageCapacity', 'requiresRepublish'] as const) {
    if (spec[field] === undefined) faults.push(required(`spec.${field}`))
  }
  faults.push(...checkEnum(spec.fsGroupPolicy, 'spec.fsGroupPolicy', fsGroupPolicies))
  for (const mode of spec.volumeLifecycleModes ?? []) {
    faults.push(...checkEnum(mode, 'spec.volumeLifecycleModes', ['Ephemeral', 'Persistent']))
  }
  const audiences = new Set<string>()
  for (const [index, { audience }] of (spec.tokenRequests ?? []).entries()) {
    if (audiences.has(audience)) faults.push(duplicate(`spec.tokenRequests[${index}].audience`, audience))
    audiences.add(audience)
  }
  return faults
}

export function validateCSIDriverUpdate(next: CSIDriver, old: CSIDriver): FieldError[] {
  return (['attachRequired', 'volumeLifecycleModes'] as const).flatMap((field) =>
    checkImmutable(next.spec[field], old.spec[field], `spec.${field}`),
  )
}
