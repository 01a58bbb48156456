// The pods and claims of a stateful set, each known by its number. Pure.
// Upstream: pkg/controller/statefulset/stateful_set_utils.go.
import { StatefulSet } from '../../api/apps/stateful-set/stateful-set.kind.ts'
import { PersistentVolumeClaim } from '../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import type { Draft } from '../../machinery/kind.ts'
import { ownerRef } from '../../machinery/meta/owners.ts'
import { podFromTemplate } from '../framework/pod-control.ts'

/** Names the revision of a pod's template, by the name of the ControllerRevision. */
export const revisionLabel = 'controller-revision-hash'
const nameLabel = 'statefulset.kubernetes.io/pod-name'
const indexLabel = 'apps.kubernetes.io/pod-index'

/** The number in a pod's name; undefined where the pod is none of the set's. */
export function ordinalOf(pod: Pod, set: StatefulSet): number | undefined {
  const prefix = `${set.metadata.name}-`
  const { name } = pod.metadata
  const text = name.startsWith(prefix) ? name.slice(prefix.length) : ''
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0
}

export function wantedReplicas({ spec }: StatefulSet): number {
  return spec.replicas ?? 1
}

export interface Version {
  /** Name of the revision. */
  readonly name: string
  readonly template: PodTemplateSpec
}

export function draftPod(set: StatefulSet, ordinal: number, version: Version): Draft<Pod> {
  const { generateName: _, ...metadata } = podFromTemplate(version.template, set, StatefulSet).metadata
  const name = `${set.metadata.name}-${ordinal}`
  const spec = version.template.spec ?? { containers: [] }
  const labels = {
    ...metadata.labels,
    [nameLabel]: name,
    [indexLabel]: String(ordinal),
    [revisionLabel]: version.name,
  }
  const { serviceName = '' } = set.spec
  return {
    metadata: { ...metadata, name, labels },
    spec: {
      ...spec,
      hostname: name,
      ...(serviceName !== '' && { subdomain: serviceName }),
      volumes: [
        ...(spec.volumes ?? []).filter((volume) => !isClaimed(set, volume.name)),
        ...claimVolumes(set, ordinal),
      ],
    },
  }
}

function isClaimed({ spec }: StatefulSet, volume: string): boolean {
  return (spec.volumeClaimTemplates ?? []).some(({ metadata }) => metadata?.name === volume)
}

function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${set.metadata.name}-${ordinal}`
}

function claimVolumes(set: StatefulSet, ordinal: number) {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => {
    const name = metadata?.name ?? ''
    return { name, persistentVolumeClaim: { claimName: claimName(set, name, ordinal) } }
  })
}

/** The claims of one pod. They outlive it, and the set too unless it says otherwise. */
export function draftClaims(set: StatefulSet, ordinal: number): readonly Draft<PersistentVolumeClaim>[] {
  const goesWithSet = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const { name = '', labels, annotations } = template.metadata ?? {}
    return {
      apiVersion: PersistentVolumeClaim.apiVersion,
      kind: PersistentVolumeClaim.kind,
      metadata: {
        name: claimName(set, name, ordinal),
        namespace: set.metadata.namespace ?? '',
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations && { annotations }),
        ...(goesWithSet && { ownerReferences: [ownerRef(set, StatefulSet)] }),
      },
      spec: template.spec ?? {},
    }
  })
}
