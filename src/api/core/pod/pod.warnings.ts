// What is allowed in pods and their templates, but hardly meant. Upstream: pkg/api/pod/warnings.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { isDNS1123Label } from '../../../machinery/names/validation.ts'
import { ipWarnings } from '../../ip.warnings.ts'
import { deprecatedLabel, selectorTermWarnings } from '../../node-labels.warnings.ts'
import { fractionWarning } from '../quantity.warnings.ts'
import type { PodTemplateSpec } from '../shared.schema.ts'
import type { Pod, PodSpec } from './pod.schema.ts'
import { isQuietSpec, noteQuiet } from './pod.templates.ts'
import { appArmorPrefix, appArmorProfileOf } from './pod-app-armor.ts'
import { containersOf } from './pod-containers.ts'
import { containerWarnings, portWarnings } from './pod-containers.warnings.ts'
import type { PodAffinity } from './pod-scheduling.schema.ts'
import { volumeWarnings } from './pod-volumes.warnings.ts'

type Annotations = Readonly<Record<string, string>> | undefined

const deprecatedAnnotations = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
} as const
const deprecated = Object.entries(deprecatedAnnotations)

const seccompAnnotation = 'seccomp.security.alpha.kubernetes.io/pod'
const containerSeccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/'
const seccompText = 'non-functional in v1.27+; use the "seccompProfile" field instead'
const appArmorText = 'deprecated since v1.30; use the "appArmorProfile" field instead'

/** Of a new pod; changes of pods come from programs. */
export function podWarnings({ metadata, spec }: Pod): string[] {
  const { name, annotations } = metadata
  const texts = isDNS1123Label(name)
  const hostname =
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended:"
  return [
    ...(texts.length === 0 ? [] : [`${hostname} [${texts.join(' ')}]`]),
    ...(isQuietSpec(spec) ? ownWarnings(spec, annotations) : specWarnings(spec, annotations)),
  ]
}

/** Of a change through /status. */
export function podStatusWarnings({ status }: Pod): string[] {
  return (['podIPs', 'hostIPs'] as const).flatMap((field) =>
    (status?.[field] ?? []).flatMap(({ ip }, index) => ipWarnings(ip, `status.${field}[${index}].ip`)),
  )
}

const podAnnotations = 'metadata.annotations'

/** Of a spec that needs none for itself. */
function ownWarnings(spec: PodSpec, annotations: Annotations): string[] {
  return [
    ...annotationWarnings(annotations, podAnnotations),
    ...profileWarnings(spec, annotations, podAnnotations),
  ]
}

function specWarnings(spec: PodSpec, annotations: Annotations): string[] {
  const texts = warningsOf(spec, annotations, '')
  if (texts.length === 0) noteQuiet(spec)
  return texts
}

/** `path` is that of the template, such as `spec.template`. */
export function podTemplateWarnings(template: PodTemplateSpec | undefined, path: string): string[] {
  if (template?.spec === undefined) return []
  return warningsOf(template.spec, template.metadata?.annotations, `${path}.`)
}

/** Of a workload that gives its pods its own name. */
export function podNameWarnings(name: string): string[] {
  const texts = isDNS1123Label(name)
  if (texts.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`,
  ]
}

/** What a workload has whose pods are named after it and made from its template. */
export interface PodOwner {
  readonly metadata: { readonly name: string; readonly generation?: number | undefined }
  readonly spec: { readonly template?: PodTemplateSpec | undefined }
}

export function podOwnerWarnings(next: PodOwner, old: PodOwner | undefined): string[] {
  return [
    ...(old === undefined ? podNameWarnings(next.metadata.name) : []),
    ...(next.metadata.generation === old?.metadata.generation
      ? []
      : podTemplateWarnings(next.spec.template, 'spec.template')),
  ]
}

function warningsOf(spec: PodSpec, annotations: Annotations, prefix: string): string[] {
  const path = `${prefix}spec`
  const containers = containersOf(spec, path)
  return [
    ...placementWarnings(spec, path),
    ...annotationWarnings(annotations, `${prefix}metadata.annotations`),
    ...volumeWarnings(spec.volumes ?? [], `${path}.volumes`),
    ...repeatedWarnings(spec, path),
    ...['memory', 'ephemeral-storage'].flatMap((name) =>
      fractionWarning(spec.overhead?.[name], `${path}.overhead[${name}]`),
    ),
    ...profileWarnings(spec, annotations, `${prefix}metadata.annotations`),
    ...containers.flatMap((item) => containerWarnings(item)),
    ...portWarnings(containers),
    ...graceWarnings(spec, path),
    ...podAffinityWarnings(spec.affinity?.podAffinity, `${path}.affinity.podAffinity`),
    ...podAffinityWarnings(spec.affinity?.podAntiAffinity, `${path}.affinity.podAntiAffinity`),
  ]
}

function placementWarnings(spec: PodSpec, path: string): string[] {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed,
    preferredDuringSchedulingIgnoredDuringExecution,
  } = spec.affinity?.nodeAffinity ?? {}
  const at = `${path}.affinity.nodeAffinity`
  const texts = Object.keys(spec.nodeSelector ?? {}).flatMap((key) => {
    const why = deprecatedLabel(key)
    return why === undefined ? [] : [`${path}.nodeSelector[${key}]: ${why}`]
  })
  const terms = needed?.nodeSelectorTerms ?? []
  texts.push(
    ...terms.flatMap((term, index) =>
      selectorTermWarnings(
        term,
        `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`,
      ),
    ),
    ...(preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(({ preference }, index) =>
      selectorTermWarnings(
        preference,
        `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`,
      ),
    ),
  )
  for (const [index, { topologyKey, labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const field = `${path}.topologySpreadConstraints[${index}]`
    const why = deprecatedLabel(topologyKey)
    if (why !== undefined) texts.push(`${field}.topologyKey: ${topologyKey} is ${why}`)
    if (labelSelector === undefined) texts.push(nullSelector(field))
  }
  return texts
}

function nullSelector(path: string): string {
  return `${path}.labelSelector: a null labelSelector results in matching no pod`
}

function podAffinityWarnings(affinity: PodAffinity | undefined, path: string): string[] {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity ?? {}
  return [
    ...needed.flatMap(({ labelSelector }, index) =>
      labelSelector === undefined
        ? [nullSelector(`${path}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`)]
        : [],
    ),
    ...preferred.flatMap(({ podAffinityTerm }, index) =>
      podAffinityTerm?.labelSelector === undefined
        ? [nullSelector(`${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm`)]
        : [],
    ),
  ]
}

function annotationWarnings(annotations: Annotations, path: string): string[] {
  if (annotations === undefined) return []
  return deprecated
    .filter(([key]) => Object.hasOwn(annotations, key))
    .map(([key, text]) => `${path}[${key}]: ${text}`)
}

function isProfile(key: string): boolean {
  return key === seccompAnnotation || key.startsWith(containerSeccompPrefix) || key.startsWith(appArmorPrefix)
}

/** Annotations that were fields before there were fields. */
function profileWarnings(spec: PodSpec, annotations: Annotations, path: string): string[] {
  if (annotations === undefined || !Object.keys(annotations).some(isProfile)) return []
  const has = (key: string) => Object.hasOwn(annotations, key)
  const texts: string[] = []
  if (spec.securityContext?.seccompProfile === undefined && has(seccompAnnotation)) {
    texts.push(`${path}[${seccompAnnotation}]: ${seccompText}`)
  }
  const ofPod = spec.securityContext?.appArmorProfile
  for (const { container } of containersOf(spec, '')) {
    const { name, securityContext = {} } = container
    const [seccomp, appArmor] = [`${containerSeccompPrefix}${name}`, `${appArmorPrefix}${name}`]
    if (securityContext.seccompProfile === undefined && has(seccomp)) {
      texts.push(`${path}[${seccomp}]: ${seccompText}`)
    }
    if (!has(appArmor)) continue
    const own = securityContext.appArmorProfile
    // Of pods the annotation has been put into the field.
    const filledIn =
      path === podAnnotations && semanticEqual(own, appArmorProfileOf(annotations[appArmor] ?? ''))
    if ((ofPod ?? own) === undefined || (own !== undefined && filledIn)) {
      texts.push(`${path}[${appArmor}]: ${appArmorText}`)
    }
  }
  return texts
}

function repeatedWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, path: string): string[] {
  const ips = hostAliases.map(({ ip }) => ip ?? '')
  const names = imagePullSecrets.map(({ name }) => name ?? '')
  return [
    ...ips.flatMap((ip, index) =>
      ips.indexOf(ip) < index ? [`${path}.hostAliases[${index}].ip: duplicate ip ${JSON.stringify(ip)}`] : [],
    ),
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index
        ? [`${path}.imagePullSecrets[${index}].name: duplicate name ${JSON.stringify(name)}`]
        : [],
    ),
    ...names.flatMap((name, index) =>
      name === '' ? [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
    ),
  ]
}

function graceWarnings({ terminationGracePeriodSeconds = 0 }: PodSpec, path: string): string[] {
  if (numberOf(terminationGracePeriodSeconds) >= 0) return []
  return [
    `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
  ]
}
