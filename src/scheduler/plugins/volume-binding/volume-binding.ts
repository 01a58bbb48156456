// Pods with claims wait until those are bound, and go where the bound volumes can be reached. Claims of a class that waits
// for its first consumer are told the node that was chosen. Upstream: plugins/volumebinding/volume_binding.go, binder.go.
// Differs: static volumes of a class that waits for its first consumer are not matched here; such a claim needs a provisioner.
import type { Node } from '../../../api/core/node/node.kind.ts'
import { PersistentVolume } from '../../../api/core/persistent-volume/persistent-volume.kind.ts'
import { PersistentVolumeClaim } from '../../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { matchesNodeSelector } from '../../../api/core/pod/pod.affinity.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { StorageClass } from '../../../api/storage/storage-class/storage-class.kind.ts'
import { sleep } from '../../../base/clock.ts'
import { objectKey } from '../../../machinery/kind.ts'
import { stateKey } from '../../framework/cycle-state.ts'
import { definePlugin, type Handle } from '../../framework/plugin.ts'
import { skip, success, type Verdict } from '../../framework/verdict.ts'

const selectedNode = 'volume.kubernetes.io/selected-node'
const bindCompleted = 'pv.kubernetes.io/bind-completed'
const noProvisioner = 'kubernetes.io/no-provisioner'
/** Upstream: VolumeBindingArgs.BindTimeoutSeconds, and how often the claims are looked at. */
const bindTimeoutMs = 600_000
const pollMs = 1000

interface Claims {
  readonly bound: readonly PersistentVolume[]
  /** To be provisioned where the pod goes. */
  readonly delayed: readonly PersistentVolumeClaim[]
}

const claimsKey = stateKey<Claims>('VolumeBinding')

function unresolvable(reason: string): Verdict {
  return { code: 'UnschedulableAndUnresolvable', reasons: [reason] }
}

const nodeConflict = unresolvable("node(s) didn't match PersistentVolume's node affinity")
const noVolume = unresolvable("node(s) didn't find available persistent volumes to bind")
const unboundImmediate = unresolvable('pod has unbound immediate PersistentVolumeClaims')

/** The claims that a pod's volumes use; an ephemeral volume's claim is named after pod and volume. */
function claimNames(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim !== undefined) return [volume.persistentVolumeClaim.claimName]
    return volume.ephemeral !== undefined ? [`${pod.metadata.name}-${volume.name}`] : []
  })
}

function isFullyBound(claim: PersistentVolumeClaim): boolean {
  const annotations = claim.metadata.annotations ?? {}
  return (claim.spec.volumeName ?? '') !== '' && Object.hasOwn(annotations, bindCompleted)
}

class VolumeBinder {
  readonly #handle: Handle
  readonly #claims
  readonly #volumes
  readonly #classes

  constructor(handle: Handle) {
    this.#handle = handle
    this.#claims = handle.informers.of(PersistentVolumeClaim)
    this.#volumes = handle.informers.of(PersistentVolume)
    this.#classes = handle.informers.of(StorageClass)
  }

  #claim(pod: Pod, name: string): PersistentVolumeClaim | undefined {
    return this.#claims.get(`${pod.metadata.namespace ?? ''}/${name}`)
  }

  #waitsForConsumer(claim: PersistentVolumeClaim): boolean {
    const name = claim.spec.storageClassName ?? ''
    return name !== '' && this.#classes.get(name)?.volumeBindingMode === 'WaitForFirstConsumer'
  }

  /** What the pod's claims are, or why it cannot be scheduled anywhere. */
  examine(pod: Pod): Claims | Verdict {
    const bound: PersistentVolume[] = []
    const delayed: PersistentVolumeClaim[] = []
    for (const name of claimNames(pod)) {
      const claim = this.#claim(pod, name)
      if (claim === undefined) return unresolvable(`persistentvolumeclaim ${JSON.stringify(name)} not found`)
      const fault = faultOf(claim)
      if (fault !== undefined) return fault
      if (isFullyBound(claim)) {
        const volume = this.#volumes.get(claim.spec.volumeName ?? '')
        if (volume === undefined) return lost(claim)
        bound.push(volume)
      } else if (this.#waitsForConsumer(claim) && (claim.spec.volumeName ?? '') === '') delayed.push(claim)
      else return unboundImmediate
    }
    return { bound, delayed }
  }

  fits({ bound, delayed }: Claims, node: Node): Verdict {
    for (const volume of bound) {
      const required = volume.spec.nodeAffinity?.required
      if (required !== undefined && !matchesNodeSelector(required, node)) return nodeConflict
    }
    for (const claim of delayed) {
      const chosen = claim.metadata.annotations?.[selectedNode]
      if (chosen !== undefined && chosen !== node.metadata.name) return noVolume
      const provisioner = this.#classes.get(claim.spec.storageClassName ?? '')?.provisioner
      if (provisioner === undefined || provisioner === noProvisioner) return noVolume
    }
    return success
  }

  /** Tells the provisioner the node and waits until the claims are bound. */
  async bind(
    { delayed }: Claims,
    pod: Pod,
    target: { nodeName: string; signal: AbortSignal },
  ): Promise<Verdict> {
    const { client, clock } = this.#handle
    const { nodeName, signal } = target
    for (const { metadata } of delayed) {
      const body = { metadata: { uid: metadata.uid, annotations: { [selectedNode]: nodeName } } }
      await client.patch(PersistentVolumeClaim, metadata, { type: 'merge', body, signal })
    }
    const until = clock.now() + bindTimeoutMs
    while (clock.now() < until) {
      const current = delayed.map(({ metadata }) => this.#claim(pod, metadata.name))
      if (current.every((claim) => claim !== undefined && isFullyBound(claim))) return success
      if (current.some((claim) => claim === undefined)) break
      await sleep(clock, pollMs, { signal })
    }
    return { code: 'Error', reasons: [`binding volumes: claims of ${objectKey(pod)} are not bound`] }
  }
}

function faultOf(claim: PersistentVolumeClaim): Verdict | undefined {
  const name = JSON.stringify(claim.metadata.name)
  if (claim.status?.phase === 'Lost') return lost(claim)
  if (claim.metadata.deletionTimestamp) return unresolvable(`persistentvolumeclaim ${name} is being deleted`)
  return undefined
}

function lost(claim: PersistentVolumeClaim): Verdict {
  const names = [claim.metadata.name, claim.spec.volumeName ?? ''].map((name) => JSON.stringify(name))
  return unresolvable(`persistentvolumeclaim ${names[0]} bound to non-existent persistentvolume ${names[1]}`)
}

export const volumeBinding = definePlugin({
  name: 'VolumeBinding',
  wakesOn: [
    {
      on: ['PersistentVolumeClaim/Add', 'PersistentVolumeClaim/Update'],
      hint: (pod, { next }) =>
        next?.metadata.namespace === pod.metadata.namespace &&
        claimNames(pod).includes(next?.metadata.name ?? ''),
    },
    'PersistentVolume/Add',
    'PersistentVolume/Update',
    'StorageClass/Add',
    'StorageClass/Update',
    'Node/Add',
    'Node/UpdateLabel',
  ],
  create: (handle) => {
    const binder = new VolumeBinder(handle)
    return {
      preFilter(state, pod) {
        if (claimNames(pod).length === 0) return { verdict: skip }
        const claims = binder.examine(pod)
        if ('code' in claims) return { verdict: claims }
        state.write(claimsKey, claims)
        return { verdict: success }
      },
      filter(state, _pod, { node }) {
        const claims = state.read(claimsKey)
        return claims === undefined ? success : binder.fits(claims, node)
      },
      async preBind(state, pod, target) {
        const claims = state.read(claimsKey)
        return claims === undefined || claims.delayed.length === 0
          ? success
          : await binder.bind(claims, pod, target)
      },
    }
  },
})
