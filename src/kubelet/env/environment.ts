// A container's environment: envFrom, then env in the order of the spec with references expanded, then what is known of
// services. Reads config maps and secrets through the functions it is handed; otherwise pure.
// Upstream: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables
import type { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type {
  Container,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
} from '../../api/core/pod/pod-container.schema.ts'
import type { Secret } from '../../api/core/secret/secret.kind.ts'
import { expand, lookupIn } from './expansion.ts'
import { type DownwardFacts, podFieldValue, resourceFieldValue } from './field-ref.ts'

/** Each is undefined where the object is not there. */
export interface EnvironmentSources {
  configMap(name: string): Promise<ConfigMap | undefined>
  secret(name: string): Promise<Secret | undefined>
  readonly services: ReadonlyMap<string, string>
  readonly facts: DownwardFacts
}

/** What the spec refers to is not there: CreateContainerConfigError. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

export async function makeEnvironment(
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
): Promise<ReadonlyMap<string, string>> {
  const variables = new Map<string, string>()
  for (const source of container.envFrom ?? []) {
    const { prefix = '' } = source
    const data = await wholeSource(source, sources)
    for (const [key, value] of Object.entries(data ?? {})) variables.set(prefix + key, value)
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(variable, { pod, container, sources, variables })
    if (value !== undefined) variables.set(variable.name, value)
  }
  for (const [name, value] of sources.services) if (!variables.has(name)) variables.set(name, value)
  return variables
}

async function wholeSource(
  { configMapRef, secretRef }: EnvFromSource,
  sources: EnvironmentSources,
): Promise<Readonly<Record<string, string>> | undefined> {
  const reference = configMapRef ?? secretRef
  const wanted = { name: reference?.name ?? '', optional: reference?.optional === true }
  if (configMapRef !== undefined)
    return (await required('configmap', sources.configMap(wanted.name), wanted))?.data
  return secretText(await required('secret', sources.secret(wanted.name), wanted))
}

async function required<T>(
  kind: 'configmap' | 'secret',
  found: Promise<T | undefined>,
  { name, optional }: { readonly name: string; readonly optional: boolean },
): Promise<T | undefined> {
  const obj = await found
  if (obj === undefined && !optional) throw new EnvironmentError(`${kind} "${name}" not found`)
  return obj
}

function secretText(secret: Secret | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(secret?.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  )
}

interface Scope {
  readonly pod: Pod
  readonly container: Container
  readonly sources: EnvironmentSources
  /** Those before it. */
  readonly variables: ReadonlyMap<string, string>
}

/** Undefined where the variable is left out: an optional source that is not there. */
async function variableValue(variable: EnvVar, scope: Scope): Promise<string | undefined> {
  const { value = '', valueFrom } = variable
  if (value !== '') return expand(value, lookupIn(scope.variables, scope.sources.services))
  return valueFrom === undefined ? '' : await fromSource(valueFrom, scope)
}

async function fromSource(from: EnvVarSource, scope: Scope): Promise<string | undefined> {
  const { pod, container, sources } = scope
  if (from.fieldRef !== undefined) return podFieldValue(pod, from.fieldRef.fieldPath, sources.facts)
  if (from.resourceFieldRef !== undefined)
    return resourceFieldValue(pod, from.resourceFieldRef, { container, facts: sources.facts })
  const { namespace = '' } = pod.metadata
  if (from.configMapKeyRef !== undefined) {
    const { name = '', key, optional = false } = from.configMapKeyRef
    const data = (await required('configmap', sources.configMap(name), { name, optional }))?.data
    return oneKey(data, { key, optional, where: `ConfigMap ${namespace}/${name}` })
  }
  if (from.secretKeyRef !== undefined) {
    const { name = '', key, optional = false } = from.secretKeyRef
    const data = secretText(await required('secret', sources.secret(name), { name, optional }))
    return oneKey(data, { key, optional, where: `Secret ${namespace}/${name}` })
  }
  return ''
}

function oneKey(
  data: Readonly<Record<string, string>> | undefined,
  { key, optional, where }: { readonly key: string; readonly optional: boolean; readonly where: string },
): string | undefined {
  if (data !== undefined && Object.hasOwn(data, key)) return data[key]
  if (optional) return undefined
  throw new EnvironmentError(`couldn't find key ${key} in ${where}`)
}
