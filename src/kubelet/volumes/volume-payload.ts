// The files of configMap, secret, downwardAPI and projected volumes, as data. Pure: objects and tokens are handed in.
// Upstream: pkg/volume/configmap/configmap.go MakePayload, secret/secret.go, downwardapi/downwardapi.go CollectData
import type { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { DownwardAPIVolumeFile, KeyToPath } from '../../api/core/pod/pod-volumes.schema.ts'
import type { Secret } from '../../api/core/secret/secret.kind.ts'
import { type DownwardFacts, podFieldValue, resourceFieldValue } from '../env/field-ref.ts'
import { VolumeError } from './volume-error.ts'

export interface PayloadFile {
  readonly data: Buffer
  readonly mode: number
  /** Owner, where it must not be root. */
  readonly uid?: number | undefined
}

/** By path within the volume. */
export type Payload = ReadonlyMap<string, PayloadFile>

export interface ProjectionOptions {
  readonly items: readonly KeyToPath[] | undefined
  readonly defaultMode: number
  readonly optional: boolean
}

export function configMapPayload(configMap: ConfigMap | undefined, options: ProjectionOptions): Payload {
  const data = new Map<string, Buffer>()
  for (const [key, value] of Object.entries(configMap?.data ?? {})) data.set(key, Buffer.from(value))
  for (const [key, value] of Object.entries(configMap?.binaryData ?? {}))
    data.set(key, Buffer.from(value, 'base64'))
  return project(data, options, (key) => `configmap references non-existent config key: ${key}`)
}

export function secretPayload(secret: Secret | undefined, options: ProjectionOptions): Payload {
  const data = new Map<string, Buffer>()
  for (const [key, value] of Object.entries(secret?.data ?? {})) data.set(key, Buffer.from(value, 'base64'))
  return project(data, options, (key) => `references non-existent secret key: ${key}`)
}

function project(
  data: ReadonlyMap<string, Buffer>,
  { items, defaultMode, optional }: ProjectionOptions,
  missing: (key: string) => string,
): Payload {
  if (items === undefined || items.length === 0)
    return new Map([...data].map(([key, value]) => [key, { data: value, mode: defaultMode }]))
  const payload = new Map<string, PayloadFile>()
  for (const { key, path, mode } of items) {
    const value = data.get(key)
    if (value !== undefined) payload.set(path, { data: value, mode: mode ?? defaultMode })
    else if (!optional) throw new VolumeError(missing(key))
  }
  return payload
}

export function downwardPayload(
  pod: Pod,
  items: readonly DownwardAPIVolumeFile[] | undefined,
  options: { readonly defaultMode: number; readonly facts: DownwardFacts },
): Payload {
  const payload = new Map<string, PayloadFile>()
  for (const { path, fieldRef, resourceFieldRef, mode } of items ?? []) {
    const text =
      fieldRef !== undefined
        ? podFieldValue(pod, fieldRef.fieldPath, options.facts)
        : resourceFieldRef !== undefined
          ? resourceFieldValue(pod, resourceFieldRef, { container: undefined, facts: options.facts })
          : ''
    payload.set(path, { data: Buffer.from(text), mode: mode ?? options.defaultMode })
  }
  return payload
}
