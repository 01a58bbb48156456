// Faults of CSI nodes. Upstream: pkg/apis/storage/validation/validation.go ValidateCSINode.
import { semanticEqual } from '../../../machinery/equality.ts'
import { duplicate, type FieldError, invalid, tooLong } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkNonNegative, checkQualifiedName, checkRequired } from '../../checks.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { CSINode } from './csi-node.schema.ts'

const maxNodeIDBytes = 192

export function validateCSINode({ spec }: CSINode): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, driver] of spec.drivers.entries()) {
    const at = `spec.drivers[${index}]`
    faults.push(
      ...validateCSIDriverName(driver.name, `${at}.name`),
      ...checkRequired(driver.nodeID, `${at}.nodeID`),
    )
    if (byteLength(driver.nodeID) > maxNodeIDBytes) faults.push(tooLong(`${at}.nodeID`, maxNodeIDBytes))
    if (names.has(driver.name)) faults.push(duplicate(`${at}.name`, driver.name))
    names.add(driver.name)
    for (const key of driver.topologyKeys ?? []) faults.push(...checkQualifiedName(key, at))
    faults.push(...checkNonNegative(driver.allocatable?.count, `${at}.allocatable.count`))
  }
  return faults
}

/** A driver may come and go, and say anew how many volumes fit, but stays what it is. */
export function validateCSINodeUpdate(next: CSINode, old: CSINode): FieldError[] {
  const drivers = new Map(next.spec.drivers.map((driver) => [driver.name, driver]))
  return old.spec.drivers.flatMap((driver) => {
    const after = drivers.get(driver.name)
    if (after === undefined) return []
    const same = semanticEqual({ ...after, allocatable: undefined }, { ...driver, allocatable: undefined })
    return same ? [] : [invalid('spec.drivers', after, 'field is immutable')]
  })
}
