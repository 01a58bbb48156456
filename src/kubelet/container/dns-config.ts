// What a pod's /etc/resolv.conf says, by its dnsPolicy and dnsConfig. Pure. Upstream: pkg/kubelet/network/dns/dns.go
import type { Pod } from '../../api/core/pod/pod.schema.ts'

export interface ResolvConf {
  readonly servers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly string[]
}

export interface DnsSettings {
  /** Addresses of the cluster's DNS; without any, pods get the node's. */
  readonly clusterDNS: readonly string[]
  readonly clusterDomain: string
  readonly host: ResolvConf
}

export interface PodDns extends ResolvConf {
  /** The pod wanted the cluster's DNS and there is none. */
  readonly missingClusterDNS: boolean
}

const maxServers = 3
const maxSearches = 32
const maxSearchCharacters = 2048

export function podDnsConfig(pod: Pod, settings: DnsSettings): PodDns {
  const wanted = policyOf(pod)
  const missingClusterDNS = wanted === 'cluster' && settings.clusterDNS.length === 0
  const base = baseConfig(missingClusterDNS ? 'host' : wanted, pod, settings)
  const extra = pod.spec.dnsConfig
  const servers = unique([...base.servers, ...(extra?.nameservers ?? [])])
  const searches = unique([...base.searches, ...(extra?.searches ?? [])])
  const options = mergeOptions(
    base.options,
    (extra?.options ?? []).map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`)),
  )
  return {
    servers: servers.slice(0, maxServers),
    searches: fittingSearches(searches),
    options,
    missingClusterDNS,
  }
}

function policyOf({ spec }: Pod): 'none' | 'cluster' | 'host' {
  switch (spec.dnsPolicy) {
    case 'None':
      return 'none'
    case 'ClusterFirstWithHostNet':
      return 'cluster'
    case 'Default':
      return 'host'
    default:
      return spec.hostNetwork === true ? 'host' : 'cluster'
  }
}

function baseConfig(policy: 'none' | 'cluster' | 'host', pod: Pod, settings: DnsSettings): ResolvConf {
  if (policy === 'none') return { servers: [], searches: [], options: [] }
  if (policy === 'host') return settings.host
  const { clusterDomain, clusterDNS, host } = settings
  const { namespace = '' } = pod.metadata
  const searches =
    clusterDomain === ''
      ? host.searches
      : [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...host.searches]
  return { servers: clusterDNS, searches: unique(searches), options: ['ndots:5'] }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** Later ones replace earlier ones of the same name. */
function mergeOptions(base: readonly string[], extra: readonly string[]): readonly string[] {
  const byName = new Map<string, string>()
  for (const option of [...base, ...extra]) byName.set(option.split(':', 1)[0] ?? '', option)
  return [...byName.values()]
}

function fittingSearches(searches: readonly string[]): readonly string[] {
  let left = maxSearchCharacters
  return searches.slice(0, maxSearches).filter((search) => {
    left -= search.length + 1
    return left >= -1
  })
}

// Upstream: dns.go parseResolvConf
export function parseResolvConf(text: string): ResolvConf {
  const servers: string[] = []
  let searches: readonly string[] = []
  let options: readonly string[] = []
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/)
    if (keyword === 'nameserver' && values[0] !== undefined) servers.push(values[0])
    // The last of these lines counts.
    if (keyword === 'search')
      searches = values.map((value) => (value === '.' ? value : value.replace(/\.$/, '')))
    if (keyword === 'options') options = mergeOptions(options, values)
  }
  return { servers, searches, options }
}
