// Faults of CSI nodes. Upstream: pkg/apis/storage/validation/validation.go ValidateCSINode.
import { semanticEqual } from '../../../machinery/equality.ts'
import { duplicate, type FieldError, invalid } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkNonNegative, checkQualifiedName, checkRequired } from '../../checks.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { CSINode } from './csi-node.schema.ts'

const maxNodeIDBytes = 256

export function validateCSINode({ spec }: CSINode): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, driver] of spec.drivers.entries()) {
    const at = `spec.drivers[${index}]`
    faults.push(
      ...validateCSIDriverName(driver.name, `${at}.name`),
      ...checkRequired(driver.nodeID, `${at}.nodeID`),
    )
    if (byteLength(driver.nodeID) > maxNodeIDBytes) {
      faults.push(invalid(`${at}.nodeID`, driver.nodeID, `must be ${maxNodeIDBytes} characters or less`))
    }
    faults.push(...checkNonNegative(driver.allocatable?.count, `${at}.allocatable.count`))
    if (names.has(driver.name)) faults.push(duplicate(`${at}.name`, driver.name))
    names.add(driver.name)
    faults.push(...checkTopologyKeys(driver.topologyKeys ?? [], at))
  }
  return faults
}

/** What is wrong is said of the driver as a whole. */
function checkTopologyKeys(keys: readonly string[], driver: string): FieldError[] {
  return keys.flatMap((key, index) => [
    ...checkRequired(key, driver),
    ...(keys.indexOf(key) < index ? [duplicate(driver, key)] : []),
    ...checkQualifiedName(key, driver),
  ])
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
