// A pod's host name and domain. Pure. Upstream: pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain
import type { Pod } from '../../api/core/pod/pod.schema.ts'

const maxLength = 63
const maxFqdnLength = 64

export interface PodHostname {
  readonly hostname: string
  /** Empty without a subdomain. */
  readonly domain: string
  /** What `hostname` prints in the pod. */
  readonly kernelName: string
}

/** The name cannot be set in the kernel. */
export class HostnameError extends Error {
  override readonly name = 'HostnameError'
}

export function podHostname(pod: Pod, clusterDomain: string): PodHostname {
  const { subdomain = '', setHostnameAsFQDN = false, hostnameOverride } = pod.spec
  if (hostnameOverride !== undefined)
    return { hostname: hostnameOverride, domain: '', kernelName: hostnameOverride }
  const wanted = (pod.spec.hostname ?? '') === '' ? pod.metadata.name : (pod.spec.hostname ?? '')
  const hostname = wanted.length <= maxLength ? wanted : wanted.slice(0, maxLength).replace(/[-.]+$/, '')
  const domain = subdomain === '' ? '' : `${subdomain}.${pod.metadata.namespace ?? ''}.svc.${clusterDomain}`
  return { hostname, domain, kernelName: kernelName({ hostname, domain, fqdn: setHostnameAsFQDN }) }
}

function kernelName(name: {
  readonly hostname: string
  readonly domain: string
  readonly fqdn: boolean
}): string {
  if (name.domain === '' || !name.fqdn) return name.hostname
  const fqdn = `${name.hostname}.${name.domain}`
  if (fqdn.length > maxFqdnLength)
    throw new HostnameError(
      `failed to construct FQDN from pod hostname and cluster domain, FQDN ${fqdn} is too long (${maxFqdnLength} characters is the max, ${fqdn.length} characters requested)`,
    )
  return fqdn
}
