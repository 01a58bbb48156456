// What a pod's node has to read for it. Upstream: pkg/api/v1/pod/util.go VisitPodSecretNames and plugin/pkg/auth/
// authorizer/node/graph.go AddPod.
import type { Pod } from '../../api/core/pod/pod.kind.ts'

export type Reference = `${'secret' | 'configmap' | 'claim' | 'serviceaccount'}/${string}`

type Container = NonNullable<Pod['spec']['containers']>[number]
type Volume = NonNullable<Pod['spec']['volumes']>[number]
type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

/** Names of objects in the pod's own namespace. */
export function podReferences(pod: Pod): ReadonlySet<Reference> {
  const found = new Set<Reference>()
  const add = (kind: 'secret' | 'configmap' | 'claim' | 'serviceaccount', name: string | undefined) => {
    if (name !== undefined && name !== '') found.add(`${kind}/${name}`)
  }
  const { spec } = pod
  add('serviceaccount', spec.serviceAccountName)
  for (const { name } of spec.imagePullSecrets ?? []) add('secret', name)
  for (const container of [
    ...spec.containers,
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ]) {
    addEnvironment(container as Container, add)
  }
  for (const volume of spec.volumes ?? []) addVolume(volume, pod, add)
  return found
}

type Add = (kind: 'secret' | 'configmap' | 'claim', name: string | undefined) => void

function addEnvironment(container: Container, add: Add): void {
  for (const { secretRef, configMapRef } of container.envFrom ?? []) {
    add('secret', secretRef?.name)
    add('configmap', configMapRef?.name)
  }
  for (const { valueFrom } of container.env ?? []) {
    add('secret', valueFrom?.secretKeyRef?.name)
    add('configmap', valueFrom?.configMapKeyRef?.name)
  }
}

function addVolume(volume: Volume, pod: Pod, add: Add): void {
  add('secret', volume.secret?.secretName)
  add('configmap', volume.configMap?.name)
  add('claim', volume.persistentVolumeClaim?.claimName)
  if (volume.ephemeral !== undefined) add('claim', `${pod.metadata.name}-${volume.name}`)
  for (const source of volume.projected?.sources ?? []) addSource(source, add)
  add('secret', volume.csi?.nodePublishSecretRef?.name)
  add('secret', volume.azureFile?.secretName)
  for (const plugin of [
    volume.cephfs,
    volume.flexVolume,
    volume.iscsi,
    volume.rbd,
    volume.scaleIO,
    volume.storageos,
  ]) {
    add('secret', plugin?.secretRef?.name)
  }
}

function addSource(source: Source, add: Add): void {
  add('secret', source.secret?.name)
  add('configmap', source.configMap?.name)
}
