// The CRI request for a pod's sandbox. Pure. Upstream: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { ContainerPort } from '../../api/core/pod/pod-container.schema.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import type { PodSandboxConfig, PortMapping } from '../cri/cri.types.ts'
import { podLogsDirectory } from '../logs/log-paths.ts'
import { sandboxAnnotations, sandboxLabels } from '../runtime/runtime-labels.ts'
import { type DnsSettings, podDnsConfig } from './dns-config.ts'
import { podHostname } from './pod-hostname.ts'
import { sandboxSecurityContext } from './security-context.ts'

export interface SandboxOptions {
  readonly attempt: number
  readonly logRoot: string
  readonly dns: DnsSettings
  /** Empty to let the runtime choose. */
  readonly cgroupParent: string
}

export function sandboxConfig(pod: Pod, options: SandboxOptions): MessageInit<PodSandboxConfig> {
  const { name, namespace = '', uid } = pod.metadata
  const { servers, searches, options: dnsOptions } = podDnsConfig(pod, options.dns)
  const hostNetwork = pod.spec.hostNetwork === true
  return {
    metadata: { name, namespace, uid, attempt: options.attempt },
    hostname: hostNetwork ? '' : podHostname(pod, options.dns.clusterDomain).kernelName,
    logDirectory: podLogsDirectory(options.logRoot, { name, namespace, uid }),
    dnsConfig: { servers, searches, options: dnsOptions },
    portMappings: portMappings(pod),
    labels: sandboxLabels(pod),
    annotations: sandboxAnnotations(pod),
    linux: {
      cgroupParent: options.cgroupParent,
      securityContext: sandboxSecurityContext(pod),
      sysctls: sysctls(pod),
    },
  }
}

function portMappings(pod: Pod): readonly MessageInit<PortMapping>[] {
  const containers = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers]
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort !== undefined && hostPort > 0)
    .map(portMapping)
}

function portMapping({ protocol = 'TCP', containerPort, hostPort = 0, hostIP = '' }: ContainerPort) {
  return { protocol, containerPort, hostPort, hostIp: hostIP }
}

/** runc tells namespaces apart by names with dots. Upstream: component-helpers node/util/sysctl */
function sysctls(pod: Pod): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (pod.spec.securityContext?.sysctls ?? []).map(({ name, value }) => [dotted(name), value]),
  )
}

export function dotted(name: string): string {
  const first = name.search(/[./]/)
  if (first < 0 || name[first] === '.') return name
  // Separated by slashes; then a dot is part of a name, such as an interface's.
  return name.replace(/[./]/g, (character) => (character === '/' ? '.' : '/'))
}
