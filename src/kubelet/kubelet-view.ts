// What the kubelet's server may ask: pods, where their containers and logs are, and what they use. Reads only.
import type { Pod } from '../api/core/pod/pod.schema.ts'
import type { Informer } from '../client/cache.ts'
import type { Container } from './cri/cri.types.ts'
import type { CriClient } from './cri/cri-client.ts'
import { containerSpec } from './pods/kill-container.ts'
import { containerNameLabel, podUidLabel } from './runtime/runtime-labels.ts'
import type { KubeletState, RuntimeContainer } from './server/kubelet-state.ts'
import { resourceMetrics, statsSummary } from './stats/stats-formats.ts'
import type { StatsReader } from './stats/stats-reader.ts'

export interface KubeletViewOptions {
  readonly pods: Informer<Pod>
  readonly cri: CriClient
  readonly stats: StatsReader
  readonly nodeName: string
  readonly startedAtMs: number
}

export function createKubeletView(options: KubeletViewOptions): KubeletState {
  const { pods, cri, stats, nodeName, startedAtMs } = options
  const pod = (namespace: string, name: string) => pods.get(`${namespace}/${name}`)
  return {
    pods: () => pods.list(),
    pod,
    async container(ref, { previous = false, signal }) {
      const owner = pod(ref.namespace, ref.pod)
      if (owner === undefined) return undefined
      const attempts = await attemptsOf(cri, { podUid: owner.metadata.uid, name: ref.container }, signal)
      const found = previous ? previousOf(owner, ref.container, attempts) : attempts[0]
      return found === undefined
        ? undefined
        : await describe(cri, { owner, found, name: ref.container }, signal)
    },
    async sandbox(namespace, name, signal) {
      const owner = pod(namespace, name)
      if (owner === undefined) return undefined
      const filter = { labelSelector: { [podUidLabel]: owner.metadata.uid } }
      const { items } = await cri.listPodSandbox({ filter }, { signal })
      return items.find(({ state }) => state === 'SANDBOX_READY')?.id
    },
    statsSummary: async (signal) => statsSummary(await stats.read({ signal }), { nodeName, startedAtMs }),
    resourceMetrics: async (signal) => resourceMetrics(await stats.read({ signal })),
  }
}

/** While a container waits to be restarted, the one that has ended last counts as the one before. */
function previousOf(owner: Pod, name: string, attempts: readonly Container[]): Container | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = owner.status ?? {}
  const status = [...containerStatuses, ...initContainerStatuses].find((one) => one.name === name)
  const id = (status?.lastState?.terminated?.containerID ?? '').replace(/^[^:]*:\/\//, '')
  return attempts.find((one) => one.id === id) ?? attempts[1]
}

/** Newest first. */
async function attemptsOf(
  cri: CriClient,
  { podUid, name }: { readonly podUid: string; readonly name: string },
  signal: AbortSignal,
): Promise<readonly Container[]> {
  const filter = { labelSelector: { [podUidLabel]: podUid, [containerNameLabel]: name } }
  const { containers } = await cri.listContainers({ filter }, { signal })
  return containers.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

async function describe(
  cri: CriClient,
  { owner, found, name }: { readonly owner: Pod; readonly found: Container; readonly name: string },
  signal: AbortSignal,
): Promise<RuntimeContainer> {
  const { status } = await cri.containerStatus({ containerId: found.id }, { signal })
  const spec = containerSpec(owner, name)
  return {
    id: found.id,
    running: status?.state === 'CONTAINER_RUNNING',
    logPath: status?.logPath ?? '',
    tty: spec?.tty === true,
    stdin: spec?.stdin === true,
  }
}
