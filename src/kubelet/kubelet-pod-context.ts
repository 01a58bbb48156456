// Makes what the workers of all pods share (pods/pod-context.ts) out of what the kubelet was given.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod } from '../api/core/pod/pod.kind.ts'
import { Service } from '../api/core/service/service.kind.ts'
import { RuntimeClass } from '../api/node/runtime-class/runtime-class.kind.ts'
import type { TaskGroup } from '../base/task-group.ts'
import type { Informer } from '../client/cache.ts'
import { parseResolvConf } from './container/dns-config.ts'
import type { DownwardFacts } from './env/field-ref.ts'
import type { Host } from './kubelet-host.ts'
import { defaults, type KubeletOptions } from './kubelet-options.ts'
import type { NodeAgent } from './node/node-agent.ts'
import { CrashBackoff } from './pods/crash-backoff.ts'
import { ImagePuller } from './pods/image-puller.ts'
import type { PodContext, PodSettings, RuntimeCondition } from './pods/pod-context.ts'
import { ProbeManager } from './probes/probe-manager.ts'
import { Prober } from './probes/prober.ts'
import { StatusManager } from './status/status-manager.ts'
import { podDirectories } from './volumes/pod-directories.ts'
import { PodVolumes } from './volumes/pod-volumes.ts'
import { ReferencedObjects } from './volumes/referenced-objects.ts'
import { ServiceAccountTokens } from './volumes/service-account-tokens.ts'

/** Upstream: pkg/kubelet/kubelet.go MaxContainerBackOff, backOffPeriod */
const backoffLimits = { initialMs: 10_000, maxMs: 300_000 }
const probeVersion = '1.36'

export interface PodContextParts {
  readonly host: Host
  readonly tasks: TaskGroup
  readonly pods: Informer<Pod>
  readonly health: RuntimeCondition
  wake(podUid: string): void
  node(): NodeAgent['node']
}

export function createPodContext(options: KubeletOptions, parts: PodContextParts): PodContext {
  const { client, informers, cri, clock, rng, log, events, rootDir } = options
  const { host, tasks, pods, health, wake } = parts
  const services = informers.of(Service)
  const directories = podDirectories(rootDir)
  const objects = new ReferencedObjects({ client, clock, rng, log, tasks, onChange: wake })
  const tokens = new ServiceAccountTokens({ client, clock, rng, log })
  const facts = (): DownwardFacts => ({
    podIPs: [],
    hostIPs: host.addresses,
    allocatable: new Map(Object.entries(parts.node()?.status?.allocatable ?? {})),
  })
  const prober = new Prober({ cri, clock, version: probeVersion })
  const backoff = () => new CrashBackoff({ clock, limits: backoffLimits })
  return {
    cri,
    clock,
    rng,
    log,
    events,
    settings: settingsOf(options),
    runtimeName: host.runtimeName,
    runtime: health,
    directories,
    volumes: new PodVolumes({ directories, objects, tokens, clock, rng, facts }),
    objects,
    tokens,
    cgroups: host.cgroups,
    probes: new ProbeManager({ prober, clock, rng, log, events, tasks, onChange: wake }),
    statuses: new StatusManager({ client, pods, clock, log }),
    images: new ImagePuller({ cri, clock, events, backoff: backoff() }),
    crashes: backoff(),
    resolvConf: async () => parseResolvConf(await readFile('/etc/resolv.conf', 'utf8').catch(() => '')),
    services: async ({ signal }) => {
      await services.synced({ signal })
      return services.list()
    },
    runtimeHandler: async (name, { signal }) =>
      name === '' ? '' : (await client.get(RuntimeClass, { name }, { signal })).handler,
    facts,
    memoryCapacity: host.machine.memoryBytes,
  }
}

function settingsOf(options: KubeletOptions): PodSettings {
  return {
    logRoot: options.podLogsDir,
    seccompRoot: join(options.rootDir, 'seccomp'),
    clusterDNS: options.clusterDNS ?? [],
    clusterDomain: options.clusterDomain ?? defaults.clusterDomain,
    syncPeriodMs: options.syncPeriodMs ?? defaults.syncPeriodMs,
  }
}
