// The text of a pod's /etc/hosts. Pure. Upstream: pkg/kubelet/kubelet_pods.go managedHostsFileContent
import type { HostAlias } from '../../api/core/pod/pod.schema.ts'

const managed = '# Kubernetes-managed hosts file.\n'
const managedHostNetwork = '# Kubernetes-managed hosts file (host network).\n'

export function managedHostsFile(options: {
  readonly podIPs: readonly string[]
  readonly hostname: string
  /** `sub.namespace.svc.cluster.local`, or empty. */
  readonly domain: string
  readonly aliases: readonly HostAlias[] | undefined
}): string {
  const { podIPs, hostname, domain, aliases } = options
  const names = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`
  return [
    managed,
    '127.0.0.1\tlocalhost\n',
    '::1\tlocalhost ip6-localhost ip6-loopback\n',
    'fe00::0\tip6-localnet\n',
    'fe00::0\tip6-mcastprefix\n',
    'fe00::1\tip6-allnodes\n',
    'fe00::2\tip6-allrouters\n',
    ...podIPs.map((ip) => `${ip}\t${names}\n`),
    aliasLines(aliases),
  ].join('')
}

export function hostNetworkHostsFile(nodeHosts: string, aliases: readonly HostAlias[] | undefined): string {
  return `${managedHostNetwork}${nodeHosts}${aliasLines(aliases)}`
}

function aliasLines(aliases: readonly HostAlias[] | undefined): string {
  if (aliases === undefined || aliases.length === 0) return ''
  const lines = aliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`)
  return `\n# Entries added by HostAliases.\n${lines.join('')}`
}
