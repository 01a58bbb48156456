// Every controller that runs, in the order of their names upstream. A new one is a folder and a line here.
import type { Kind } from '../machinery/kind.ts'
import { cronjob } from './cronjob/cronjob.controller.ts'
import { daemonset } from './daemonset/daemonset.controller.ts'
import { deployment } from './deployment/deployment.controller.ts'
import { endpoints } from './endpoints/endpoints.controller.ts'
import { endpointSlice } from './endpointslice/endpointslice.controller.ts'
import type { Controller } from './framework/controller.ts'
import { garbageCollector } from './garbage-collector/garbage-collector.controller.ts'
import { job } from './job/job.controller.ts'
import { namespaceController } from './namespace/namespace.controller.ts'
import { nodeIpam } from './node-ipam/node-ipam.controller.ts'
import { nodeLifecycle } from './node-lifecycle/node-lifecycle.controller.ts'
import { podGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.controller.ts'
import { replicaset } from './replicaset/replicaset.controller.ts'
import { resourceQuotaController } from './resourcequota/resourcequota.controller.ts'
import { rootCACertificatePublisher } from './root-ca-certificate-publisher/root-ca-certificate-publisher.controller.ts'
import { serviceAccount } from './serviceaccount/serviceaccount.controller.ts'
import { serviceAccountToken } from './serviceaccount-token/serviceaccount-token.controller.ts'
import { statefulset } from './statefulset/statefulset.controller.ts'
import { taintEviction } from './taint-eviction/taint-eviction.controller.ts'
import { ttlAfterFinished } from './ttl-after-finished/ttl-after-finished.controller.ts'
import { validatingAdmissionPolicyStatus } from './validatingadmissionpolicy-status/validatingadmissionpolicy-status.controller.ts'

export interface ControllersOptions {
  /** Every kind that is served. */
  readonly kinds: readonly Kind[]
  /** The authority that signed the API server's certificate, as PEM. */
  readonly rootCA: string
  /** The cluster's pod range, and the prefix length of a node's part of it. */
  readonly podCIDR: string
  readonly nodeBits: number
  /**
   * Signs claims with the key that the API server trusts for service accounts. Without it Secrets that ask for a token
   * get none.
   */
  readonly signToken?: (claims: Readonly<Record<string, string>>) => string
}

export function createControllers(options: ControllersOptions): readonly Controller[] {
  const { kinds, rootCA, podCIDR, nodeBits, signToken } = options
  return [
    cronjob,
    daemonset,
    deployment,
    endpoints,
    endpointSlice,
    garbageCollector(kinds),
    job,
    namespaceController(kinds),
    nodeIpam({ clusterCIDR: podCIDR, nodeBits }),
    nodeLifecycle,
    podGarbageCollector,
    replicaset,
    resourceQuotaController(kinds),
    rootCACertificatePublisher(rootCA),
    serviceAccount,
    ...(signToken === undefined ? [] : [serviceAccountToken({ rootCA, sign: signToken })]),
    statefulset,
    taintEviction,
    ttlAfterFinished,
    validatingAdmissionPolicyStatus(kinds),
  ]
}
