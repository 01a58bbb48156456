// The names of the config maps and secrets that a pod refers to, anywhere in its spec. Pure.
// Upstream: pkg/api/v1/pod/util.go VisitPodSecretNames, VisitPodConfigmapNames
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { Volume } from '../../api/core/pod/pod-volumes.schema.ts'

export interface PodReferences {
  readonly configMaps: ReadonlySet<string>
  readonly secrets: ReadonlySet<string>
}

type Sink = { readonly configMaps: Set<string>; readonly secrets: Set<string> }

export function podReferences({ spec }: Pod): PodReferences {
  const found: Sink = { configMaps: new Set(), secrets: new Set() }
  for (const { name = '' } of spec.imagePullSecrets ?? []) found.secrets.add(name)
  for (const volume of spec.volumes ?? []) fromVolume(volume, found)
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
  for (const container of containers) fromContainer(container, found)
  found.configMaps.delete('')
  found.secrets.delete('')
  return found
}

function fromVolume({ configMap, secret, projected }: Volume, found: Sink): void {
  if (configMap !== undefined) found.configMaps.add(configMap.name ?? '')
  if (secret !== undefined) found.secrets.add(secret.secretName ?? '')
  for (const source of projected?.sources ?? []) {
    if (source.configMap !== undefined) found.configMaps.add(source.configMap.name ?? '')
    if (source.secret !== undefined) found.secrets.add(source.secret.name ?? '')
  }
}

function fromContainer(container: Pick<Container, 'env' | 'envFrom'>, found: Sink): void {
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef !== undefined) found.configMaps.add(configMapRef.name ?? '')
    if (secretRef !== undefined) found.secrets.add(secretRef.name ?? '')
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.configMapKeyRef !== undefined) found.configMaps.add(valueFrom.configMapKeyRef.name ?? '')
    if (valueFrom?.secretKeyRef !== undefined) found.secrets.add(valueFrom.secretKeyRef.name ?? '')
  }
}
