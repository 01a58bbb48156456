// Faults of storage classes. Upstream: pkg/apis/storage/validation/validation.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import { duplicate, type FieldError, forbidden, required } from '../../../machinery/field-error.ts'
import { checkEnum, checkImmutable, checkOptionalEnum, checkQualifiedName } from '../../checks.ts'
import type { TopologySelectorTerm } from '../../core/shared.schema.ts'
import { validateDriver, validateParameters } from '../class-parameters.validation.ts'
import type { StorageClass } from './storage-class.schema.ts'

export function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const { parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = storageClass
  return [
    ...validateDriver(storageClass.provisioner, 'provisioner'),
    ...validateParameters(parameters, { needed: false }),
    ...checkOptionalEnum(reclaimPolicy, 'reclaimPolicy', ['Delete', 'Retain']),
    ...checkEnum(volumeBindingMode, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']),
    ...checkTopologies(allowedTopologies),
  ]
}

function checkTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  return terms.flatMap((term, index) => {
    const path = `allowedTopologies[${index}].matchLabelExpressions`
    const places = placesOf(term)
    const same = terms.slice(0, index).filter((earlier) => semanticEqual(placesOf(earlier), places))
    // To upstream a term that allows nothing is the same as each of the terms that it has not read yet.
    const times = same.length + (Object.keys(places).length === 0 ? terms.length : 0)
    return [...checkTerm(term, path), ...Array.from({ length: times }, () => duplicate(path, ''))]
  })
}

function checkTerm({ matchLabelExpressions = [] }: TopologySelectorTerm, path: string): FieldError[] {
  return matchLabelExpressions.flatMap(({ key, values }, index) => {
    const at = `${path}[${index}]`
    const faults = values.length === 0 ? [required(`${at}.values`)] : []
    for (const [position, value] of values.entries()) {
      if (values.indexOf(value) < position) faults.push(duplicate(`${at}.values[${position}]`, value))
    }
    faults.push(...checkQualifiedName(key, `${at}.key`))
    const first = matchLabelExpressions.findIndex((other) => other.key === key)
    if (first < index) faults.push(duplicate(`${at}.key`, key))
    return faults
  })
}

/** What a term allows, whatever the order in which it says so. */
function placesOf({ matchLabelExpressions = [] }: TopologySelectorTerm) {
  return Object.fromEntries(
    matchLabelExpressions.map(({ key, values }) => [key, [...new Set(values)].sort()]),
  )
}

const immutable = ['parameters', 'provisioner', 'reclaimPolicy'] as const

export function validateStorageClassUpdate(next: StorageClass, old: StorageClass): FieldError[] {
  const faults = immutable
    .filter((field) => !semanticEqual(next[field], old[field]))
    .map((field) => forbidden(field, `updates to ${field} are forbidden.`))
  return [...faults, ...checkImmutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode')]
}
