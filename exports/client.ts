// What a program gets from `wherry/client`: the typed client and what is built on it, over TLS or a unix socket.
export type { Informer, InformerHandler, Informers, Lister } from '../src/client/cache.ts'
export type {
  CallOptions,
  Client,
  DeleteOptions,
  ListOptions,
  ListResult,
  PatchOptions,
  PatchType,
  Ref,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../src/client/client.ts'
export { createEventRecorder } from '../src/client/event-broadcaster.ts'
export type { EventRecorder } from '../src/client/event-recorder.ts'
export { createInformers } from '../src/client/informer-set.ts'
export { LeadershipLostError, runWithLeaderElection } from '../src/client/leader-election.ts'
export type { ClusterAccess, Kubeconfig } from '../src/client/node/kubeconfig.ts'
export {
  clusterAccess,
  KubeconfigError,
  parseKubeconfig,
  readKubeconfig,
} from '../src/client/node/kubeconfig.ts'
export { makeKubeconfig, writeKubeconfig } from '../src/client/node/kubeconfig-file.ts'
export type { Transport } from '../src/client/node/transport.ts'
export { createTransport, createUnixTransport } from '../src/client/node/transport.ts'
export { TransportError } from '../src/client/transport-error.ts'
export { createClient } from '../src/client/typed-client.ts'
export { WorkQueue } from '../src/client/work-queue.ts'
