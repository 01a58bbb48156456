// What fieldRef and resourceFieldRef give: a pod's own fields, and its containers' requests and limits. Pure.
// Upstream: pkg/fieldpath/fieldpath.go; pkg/kubelet/kubelet_pods.go podFieldSelectorRuntimeValue; pkg/api/v1/resource/helpers.go
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { ResourceFieldSelector } from '../../api/core/references.schema.ts'
import { compareQuantity, quantityMilli, quantityValue } from '../../machinery/quantity/quantity.ts'

export interface DownwardFacts {
  readonly podIPs: readonly string[]
  readonly hostIPs: readonly string[]
  /** What the node can give, the limit of a container that has none. By resource name. */
  readonly allocatable: ReadonlyMap<string, string>
}

/** The error of a reference that leads nowhere. */
export class FieldRefError extends Error {
  override readonly name = 'FieldRefError'
}

export function podFieldValue(pod: Pod, fieldPath: string, facts: DownwardFacts): string {
  switch (fieldPath) {
    case 'spec.nodeName':
      return pod.spec.nodeName ?? ''
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? ''
    case 'spec.terminationGracePeriodSeconds':
      return String(pod.spec.terminationGracePeriodSeconds ?? 30)
    case 'status.hostIP':
      return facts.hostIPs[0] ?? ''
    case 'status.hostIPs':
      return facts.hostIPs.join(',')
    case 'status.podIP':
      return facts.podIPs[0] ?? ''
    case 'status.podIPs':
      return facts.podIPs.join(',')
    default:
      return metadataValue(pod, fieldPath)
  }
}

function metadataValue({ metadata }: Pod, fieldPath: string): string {
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    default:
      return subscriptValue({ labels: metadata.labels, annotations: metadata.annotations }, fieldPath)
  }
}

type Texts = Readonly<Record<string, string>> | undefined

/** `metadata.labels['key']` and the like. */
function subscriptValue(
  maps: { readonly labels: Texts; readonly annotations: Texts },
  fieldPath: string,
): string {
  const match = /^metadata\.(labels|annotations)\['(.+)'\]$/s.exec(fieldPath)
  const [, which, key] = match ?? []
  if (which === undefined || key === undefined) throw new FieldRefError(`unsupported fieldPath: ${fieldPath}`)
  const map = which === 'labels' ? maps.labels : maps.annotations
  return map !== undefined && Object.hasOwn(map, key) ? (map[key] ?? '') : ''
}

/** One `key="value"` a line, sorted, the value as Go quotes it. */
function formatMap(map: Texts): string {
  return Object.entries(map ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .join('\n')
}

const goEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\x07': '\\a',
}

/** Go's strconv.Quote, for all that is likely in a label or annotation. */
function goQuote(value: string): string {
  const escaped = value.replace(/["\\]|\p{Cc}/gu, (character) => {
    const known = Object.hasOwn(goEscapes, character) ? goEscapes[character] : undefined
    return known ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return `"${escaped}"`
}

/** A container's request or limit, in units of the divisor, rounded up. */
export function resourceFieldValue(
  pod: Pod,
  selector: ResourceFieldSelector,
  options: { readonly container: Container | undefined; readonly facts: DownwardFacts },
): string {
  const { resource, containerName = '' } = selector
  const container = containerName === '' ? options.container : findContainer(pod, containerName)
  if (container === undefined) throw new FieldRefError(`container ${containerName} not found`)
  const match = /^(limits|requests)\.(.+)$/.exec(resource)
  const [, side, name] = match ?? []
  if (side === undefined || name === undefined)
    throw new FieldRefError(`unsupported container resource : ${resource}`)
  const amount =
    side === 'limits'
      ? effectiveLimit(container, name, options.facts)
      : (container.resources?.requests?.[name] ?? '0')
  return divided(amount, selector.divisor, name)
}

function findContainer(pod: Pod, name: string): Container | undefined {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === name)
}

/** Without a limit of its own a container may use what the node has. */
function effectiveLimit(container: Container, name: string, facts: DownwardFacts): string {
  const own = container.resources?.limits?.[name]
  if (own !== undefined && compareQuantity(own, '0') !== 0) return own
  if (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage') return own ?? '0'
  return facts.allocatable.get(name) ?? '0'
}

function divided(amount: string, divisor: string | undefined, name: string): string {
  const unit = divisor === undefined || compareQuantity(divisor, '0') === 0 ? '1' : divisor
  const inMilli = name === 'cpu'
  const [number, by] = inMilli
    ? [quantityMilli(amount), quantityMilli(unit)]
    : [quantityValue(amount), quantityValue(unit)]
  return String(Math.ceil(number / by))
}
