// Faults of references to a pod's own fields and resources, in env and in volumes.
// Upstream: pkg/apis/core/validation/validation.go validateObjectFieldSelector, validateContainerResourceFieldSelector.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import { checkQualifiedName, checkRequired } from '../../checks.ts'
import { checkFileMode, checkNonReservedPath } from '../paths.validation.ts'
import type { ObjectFieldSelector, ResourceFieldSelector } from '../references.schema.ts'
import type { DownwardAPIVolumeFile } from './pod-volumes.schema.ts'

export const envFieldPaths: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
const volumeFieldPaths: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]

/** Paths that any reference may name before it is asked whether this place offers them. */
const knownPaths = new Set([
  ...envFieldPaths,
  ...volumeFieldPaths,
  'spec.restartPolicy',
  'spec.schedulerName',
])
const subscriptable = ['metadata.annotations', 'metadata.labels']

export function validateFieldRef(
  reference: ObjectFieldSelector,
  path: string,
  supported: readonly string[],
): FieldError[] {
  if (!reference.apiVersion) return [required(`${path}.apiVersion`)]
  if (reference.fieldPath === '') return [required(`${path}.fieldPath`)]
  const fault = conversionFault(reference)
  if (fault !== undefined) {
    return [invalid(`${path}.fieldPath`, reference.fieldPath, `error converting fieldPath: ${fault}`)]
  }
  const subscripted = splitSubscript(reference.fieldPath)
  if (subscripted === undefined) {
    const { fieldPath } = reference
    return supported.includes(fieldPath) ? [] : [notSupported(`${path}.fieldPath`, fieldPath, supported)]
  }
  if (subscripted.path === 'metadata.annotations') {
    return checkQualifiedName(subscripted.key.toLowerCase(), path)
  }
  return checkQualifiedName(subscripted.key, path)
}

// Upstream: pkg/apis/core/pods/helpers.go ConvertDownwardAPIFieldLabel.
function conversionFault({ apiVersion, fieldPath }: ObjectFieldSelector): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`
  const subscripted = splitSubscript(fieldPath)
  if (subscripted !== undefined) {
    if (subscriptable.includes(subscripted.path)) return undefined
    return `field label does not support subscript: ${fieldPath}`
  }
  return knownPaths.has(fieldPath) ? undefined : `field label not supported: ${fieldPath}`
}

/** `metadata.labels['a']` taken apart. Upstream: pkg/fieldpath/fieldpath.go SplitMaybeSubscriptedPath. */
export function splitSubscript(
  fieldPath: string,
): { readonly path: string; readonly key: string } | undefined {
  if (!fieldPath.endsWith("']")) return undefined
  const open = fieldPath.indexOf("['")
  if (open <= 0) return undefined
  return { path: fieldPath.slice(0, open), key: fieldPath.slice(open + 2, -2) }
}

const resourcePaths: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]

export function validateResourceFieldRef(
  reference: ResourceFieldSelector,
  path: string,
  options: { readonly needsContainer: boolean },
): FieldError[] {
  const faults: FieldError[] = []
  const { resource } = reference
  if (options.needsContainer && !reference.containerName) faults.push(required(`${path}.containerName`))
  else if (resource === '') faults.push(required(`${path}.resource`))
  else if (!resourcePaths.includes(resource) && !isHugePages(resource)) {
    faults.push(notSupported(`${path}.resource`, resource, resourcePaths))
  }
  return [...faults, ...checkDivisor(reference, `${path}.divisor`)]
}

function isHugePages(resource: string): boolean {
  return resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-')
}

const cpuDivisors = ['1m', '1']
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

function checkDivisor({ resource, divisor }: ResourceFieldSelector, field: string): FieldError[] {
  if (divisor === undefined || compareQuantity(divisor, '0') === 0) return []
  const rule = divisorRule(resource)
  if (rule === undefined || rule.values.includes(divisor)) return []
  const list = resource.endsWith('.cpu') ? '1m and 1' : rule.values.join(', ')
  return [
    invalid(field, resource, `only divisor's values ${list} are supported with the ${rule.name} resource`),
  ]
}

function divisorRule(resource: string): { values: readonly string[]; name: string } | undefined {
  if (resource.endsWith('.cpu')) return { values: cpuDivisors, name: 'cpu' }
  if (resource.endsWith('.memory')) return { values: byteDivisors, name: 'memory' }
  if (resource.endsWith('.ephemeral-storage'))
    return { values: byteDivisors, name: 'local ephemeral storage' }
  return isHugePages(resource) ? { values: byteDivisors, name: 'hugepages' } : undefined
}

export function validateDownwardAPIFile(file: DownwardAPIVolumeFile, path: string): FieldError[] {
  const faults = [
    ...checkRequired(file.path, `${path}.path`),
    ...checkNonReservedPath(file.path, `${path}.path`),
  ]
  if (file.fieldRef !== undefined) {
    faults.push(...validateFieldRef(file.fieldRef, `${path}.fieldRef`, volumeFieldPaths))
    if (file.resourceFieldRef !== undefined) {
      faults.push(
        invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      )
    }
  } else if (file.resourceFieldRef !== undefined) {
    const at = `${path}.resourceFieldRef`
    faults.push(...validateResourceFieldRef(file.resourceFieldRef, at, { needsContainer: true }))
  } else faults.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  return [...faults, ...checkFileMode(file.mode, `${path}.mode`)]
}
