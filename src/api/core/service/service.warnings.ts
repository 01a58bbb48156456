// What is without effect in a service, or has a better way now. Upstream: pkg/api/service/warnings.go.
import { cidrWarnings, ipWarnings } from '../../ip.warnings.ts'
import type { Service } from './service.schema.ts'

const oldHints = 'service.kubernetes.io/topology-aware-hints'
const newMode = 'service.kubernetes.io/topology-mode'

export function serviceWarnings({ metadata, spec }: Service): string[] {
  const { externalIPs = [], loadBalancerIP = '', loadBalancerSourceRanges = [], type = 'ClusterIP' } = spec
  const headless = type === 'ClusterIP' && spec.clusterIP === 'None'
  const isName = type === 'ExternalName'
  const texts: string[] = []
  if (Object.hasOwn(metadata.annotations ?? {}, oldHints)) {
    texts.push(`annotation ${oldHints} is deprecated, please use ${newMode} instead`)
  }
  if (!isName && spec.clusterIP && !headless) {
    texts.push(...(spec.clusterIPs ?? []).flatMap((ip, index) => ipWarnings(ip, `spec.clusterIPs[${index}]`)))
  }
  if (headless) texts.push(...headlessWarnings({ spec }))
  texts.push(...externalIPs.flatMap((ip, index) => ipWarnings(ip, `spec.externalIPs[${index}]`)))
  if (externalIPs.length > 0 && !headless && !isName) {
    texts.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters')
  }
  if (loadBalancerIP !== '') texts.push(...ipWarnings(loadBalancerIP, 'spec.loadBalancerIP'))
  texts.push(
    ...loadBalancerSourceRanges.flatMap((cidr, index) =>
      cidrWarnings(cidr, `spec.loadBalancerSourceRanges[${index}]`),
    ),
  )
  if (isName && externalIPs.length > 0) {
    texts.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  }
  if (!isName && spec.externalName) {
    texts.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  }
  if (spec.trafficDistribution === 'PreferClose') {
    texts.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  }
  return texts
}

/** Of a change through /status. */
export function serviceStatusWarnings({ status }: Service): string[] {
  const ingress = status?.loadBalancer?.ingress ?? []
  return ingress.flatMap(({ ip }, index) => ipWarnings(ip, `status.loadBalancer.ingress[${index}]`))
}

/** Nobody forwards to a headless service. */
function headlessWarnings({ spec }: Pick<Service, 'spec'>): string[] {
  return [
    ...(spec.loadBalancerIP ? ['spec.loadBalancerIP is ignored for headless services'] : []),
    ...((spec.externalIPs ?? []).length > 0 ? ['spec.externalIPs is ignored for headless services'] : []),
    ...((spec.sessionAffinity ?? 'None') === 'None'
      ? []
      : ['spec.SessionAffinity is ignored for headless services']),
  ]
}
