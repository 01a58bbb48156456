// Faults of definitions. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go. Upstream checks
// an internal form in which what all versions have in common lies at the spec; paths are those of that form.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { isDNS1035Label, isDNS1123Subdomain } from '../../../machinery/names/validation.ts'
import { checkEnum, checkImmutable } from '../../checks.ts'
import { approvalAnnotation, approvalCondition, isTrue } from './custom-resource-definition.conditions.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from './custom-resource-definition.schema.ts'
import { validateConversion } from './custom-resource-definition-conversion.validation.ts'
import { commonOf, partFaults, versionFaults } from './custom-resource-definition-versions.validation.ts'

/** More than anybody reads: a schema may have a hundred thousand of them. */
const faultLimit = 1000

export function validateCustomResourceDefinition(
  crd: CustomResourceDefinition,
  old?: CustomResourceDefinition,
): FieldError[] {
  const { spec, status } = crd
  return [
    ...specFaults(spec, old?.spec).slice(0, faultLimit),
    ...(status === undefined ? [] : namesFaults(status.acceptedNames, 'status.acceptedNames')),
    ...storedVersionFaults(crd),
  ]
}

export function validateCustomResourceDefinitionCreate(crd: CustomResourceDefinition): FieldError[] {
  const { names, group } = crd.spec
  const named =
    crd.metadata.name === `${names.plural}.${group}`
      ? []
      : [invalid('metadata.name', crd.metadata.name, 'must be spec.names.plural+"."+spec.group')]
  return [...named, ...approvalFaults(crd, undefined), ...preserveFaults(crd, undefined)]
}

export function validateCustomResourceDefinitionUpdate(
  next: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const faults = [...approvalFaults(next, old), ...preserveFaults(next, old)]
  if (isTrue(old, 'Established')) {
    faults.push(...checkImmutable(next.spec.scope, old.spec.scope, 'spec.scope'))
    faults.push(...checkImmutable(next.spec.names.kind, old.spec.names.kind, 'spec.names.kind'))
  }
  faults.push(...checkImmutable(next.spec.group, old.spec.group, 'spec.group'))
  faults.push(...checkImmutable(next.spec.names.plural, old.spec.names.plural, 'spec.names.plural'))
  return faults
}

export function validateCustomResourceDefinitionStatusUpdate(next: CustomResourceDefinition): FieldError[] {
  return next.status === undefined ? [] : namesFaults(next.status.acceptedNames, 'status.acceptedNames')
}

function specFaults(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): FieldError[] {
  const common = commonOf(spec)
  const isStored = (version: CustomResourceDefinitionVersion | undefined) =>
    old?.versions.some(
      ({ name, schema }) => name === version?.name && semanticEqual(schema, version.schema),
    ) === true
  const faults = [
    ...groupFaults(spec.group),
    ...checkEnum(spec.scope, 'spec.scope', ['Cluster', 'Namespaced']),
  ]
  for (const [index, { schema }] of spec.versions.entries())
    if (schema?.openAPIV3Schema === undefined)
      faults.push(required(`spec.versions[${index}].schema.openAPIV3Schema`))
  for (const [index, version] of spec.versions.entries()) {
    const path = `spec.versions[${index}]`
    const form = isDNS1035Label(version.name)
    if (form.length > 0) faults.push(invalid(`${path}.name`, version.name, form.join(',')))
    const storedSchema = isStored(version)
    for (const fault of versionFaults(version, { path, common, storedSchema })) faults.push(fault)
  }
  faults.push(...versionListFaults(spec), ...requiredNames(spec.names))
  faults.push(...namesFaults(spec.names, 'spec.names'))
  const at = { path: 'spec', status: common.status, storedSchema: isStored(spec.versions[0]) }
  return [...faults, ...partFaults(common, at), ...validateConversion(spec)]
}

function groupFaults(group: string): FieldError[] {
  if (group === '') return [required('spec.group')]
  const faults = isDNS1123Subdomain(group)
  if (faults.length > 0) return [invalid('spec.group', group, faults.join(','))]
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

function versionListFaults({ versions }: CustomResourceDefinitionSpec): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set(versions.map(({ name }) => name))
  if (names.size < versions.length)
    faults.push(invalid('spec.versions', versions, 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage).length !== 1)
    faults.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'))
  return faults
}

function requiredNames(names: CustomResourceDefinitionNames): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((name) => (names[name] ?? '') === '')
    .map((name) => required(`spec.names.${name}`))
}

function namesFaults(names: CustomResourceDefinitionNames | undefined, path: string): FieldError[] {
  if (names === undefined) return []
  const faults: FieldError[] = []
  const check = (field: string, value: string, texts: readonly string[], before = '') => {
    if (value !== '' && texts.length > 0)
      faults.push(invalid(`${path}.${field}`, value, before + texts.join(',')))
  }
  const { plural, singular = '', kind, listKind = '' } = names
  const mixed = 'may have mixed case, but should otherwise match: '
  check('plural', plural, isDNS1035Label(plural))
  check('singular', singular, isDNS1035Label(singular))
  check('kind', kind, isDNS1035Label(kind.toLowerCase()), mixed)
  check('listKind', listKind, isDNS1035Label(listKind.toLowerCase()), mixed)
  for (const [index, name] of (names.shortNames ?? []).entries())
    faults.push(...labelFaults(`${path}.shortNames[${index}]`, name))
  if (kind !== '' && kind === listKind)
    faults.push(invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same'))
  for (const [index, name] of (names.categories ?? []).entries())
    faults.push(...labelFaults(`${path}.categories[${index}]`, name))
  return faults
}

function labelFaults(field: string, value: string): FieldError[] {
  const texts = isDNS1035Label(value)
  return texts.length > 0 ? [invalid(field, value, texts.join(','))] : []
}

function storedVersionFaults({ spec, status }: CustomResourceDefinition): FieldError[] {
  const stored = status?.storedVersions ?? []
  const field = 'status.storedVersions'
  if (stored.length === 0) return [invalid(field, stored, 'must have at least one stored version')]
  const faults: FieldError[] = []
  for (const { name, storage } of spec.versions)
    if (storage && !stored.includes(name))
      faults.push(invalid(field, stored, `must have the storage version ${name}`))
  for (const [index, name] of stored.entries()) {
    if (spec.versions.some((version) => version.name === name)) continue
    const text = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    faults.push(invalid(`${field}[${index}]`, name, text))
  }
  return faults
}

/** Upstream: validateAPIApproval. */
function approvalFaults(
  crd: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  const state = approvalCondition(crd)
  if (state === undefined) return []
  if (old !== undefined && semanticEqual(approvalCondition(old)?.reason, state.reason)) return []
  const field = `metadata.annotations[${approvalAnnotation}]`
  if (state.reason === 'MissingAnnotation') return [required(field, state.message)]
  if (state.reason !== 'InvalidAnnotation') return []
  return [invalid(field, crd.metadata.annotations?.[approvalAnnotation] ?? '', state.message)]
}

function preserveFaults(
  crd: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  if (old?.spec.preserveUnknownFields === true || crd.spec.preserveUnknownFields !== true) return []
  const text =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
  return [invalid('spec.preserveUnknownFields', true, text)]
}
