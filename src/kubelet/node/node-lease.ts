// The heartbeat of a node: a Lease in kube-node-lease, renewed every ten seconds.
// Upstream: component-helpers apimachinery/lease/controller.go

import { Lease } from '../../api/coordination/lease/lease.kind.ts'
import type { Node } from '../../api/core/node/node.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Client } from '../../client/client.ts'
import { microTimeText } from '../../machinery/meta/time.ts'
import { isAlreadyExists, isConflict, isNotFound } from '../../machinery/status-error.ts'

const namespace = 'kube-node-lease'
const leaseDurationSeconds = 40
const renewMs = 10_000
const retryMs = 1_000

export interface NodeLeaseOptions {
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  readonly nodeName: string
  /** The lease is deleted together with it. */
  node(): Node | undefined
}

export async function runNodeLease(options: NodeLeaseOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options
  let held: Lease | undefined
  for (;;) {
    try {
      held = held === undefined ? await acquire(options, signal) : await renew(options, held, signal)
      await sleep(clock, renewMs, { signal })
    } catch (error) {
      if (isAbort(error, signal)) throw error
      log.warn('could not renew the lease of the node', { error: (error as Error).message })
      if (isNotFound(error) || isConflict(error) || isAlreadyExists(error)) held = undefined
      await sleep(clock, retryMs, { signal })
    }
  }
}

function ownerOf(node: Node | undefined) {
  if (node === undefined) return {}
  const { name, uid } = node.metadata
  return { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] }
}

async function acquire(options: NodeLeaseOptions, signal: AbortSignal): Promise<Lease> {
  const { client, clock, nodeName } = options
  try {
    return await renew(options, await client.get(Lease, { namespace, name: nodeName }, { signal }), signal)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  const renewTime = microTimeText(clock.now())
  const draft = {
    metadata: { name: nodeName, namespace, ...ownerOf(options.node()) },
    spec: { holderIdentity: nodeName, leaseDurationSeconds, renewTime },
  }
  return await client.create(Lease, draft, { signal })
}

async function renew(options: NodeLeaseOptions, lease: Lease, signal: AbortSignal): Promise<Lease> {
  const { client, clock, nodeName } = options
  const renewTime = microTimeText(clock.now())
  const missingOwner = (lease.metadata.ownerReferences?.length ?? 0) === 0
  return await client.update(
    Lease,
    {
      ...lease,
      metadata: { ...lease.metadata, ...(missingOwner && ownerOf(options.node())) },
      spec: { ...lease.spec, holderIdentity: nodeName, leaseDurationSeconds, renewTime },
    },
    { signal },
  )
}
