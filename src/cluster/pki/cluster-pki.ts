// All keys and certificates of one cluster, kept under DIR/pki with the names kubeadm gives them: what there must be, and
// reading it. Nothing is made here (ensure-cluster-pki.ts does).
import { join } from 'node:path'
import { must } from '../../base/assert.ts'
import type { CertificateRequest, KeyPair } from './authority.ts'
import { readIfThere } from './private-files.ts'

export interface ClusterPki {
  /** Signs the API server's, the kubelets' and clients' certificates. */
  readonly ca: KeyPair
  /** Trusted for the request headers of a front proxy, and for nothing else. */
  readonly frontProxyCa: KeyPair
  readonly apiserver: KeyPair
  /** The API server as a client of kubelets. */
  readonly apiserverKubeletClient: KeyPair
  /** The API server as a client of the servers behind API services. */
  readonly frontProxyClient: KeyPair
  /** The kubelet's serving certificate. */
  readonly kubeletServer: KeyPair
  /** The kubelet as a client: system:node:<name>. */
  readonly kubeletClient: KeyPair
  /** kube-proxy and cluster DNS as a client: system:kube-proxy. */
  readonly networkClient: KeyPair
  /** The administrator in DIR/kubeconfig: group system:masters. */
  readonly admin: KeyPair
  readonly serviceAccountKey: { readonly key: string; readonly pub: string }
}

export interface PkiOptions {
  readonly dir: string
  readonly nodeName: string
  /** Addresses by which the API server and the kubelet of this machine are reached. */
  readonly ips: readonly string[]
  /** The cluster IP of the service default/kubernetes. */
  readonly serviceIP: string
  readonly clusterDomain: string
}

const loopback = ['127.0.0.1', '::1'] as const

const frontProxyClient = 'front-proxy-client'

/** Who signs a certificate: what one authority vouches for, the other must not (NCC 2022). */
export function authorityOf<T>(
  name: string,
  { ca, frontProxyCa }: { readonly ca: T; readonly frontProxyCa: T },
): T {
  return name === frontProxyClient ? frontProxyCa : ca
}

/** Certificates that are issued for a year and renewed on start when most of it has passed. */
export function certificateRequests(options: PkiOptions): Readonly<Record<string, CertificateRequest>> {
  const { nodeName, ips, serviceIP, clusterDomain } = options
  const days = 365
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    `kubernetes.default.svc.${clusterDomain}`,
  ]
  return {
    apiserver: {
      commonName: 'kube-apiserver',
      usage: 'server',
      dnsNames: [...new Set(['localhost', nodeName, ...service])],
      ips: [...new Set([...loopback, serviceIP, ...ips])],
      days,
    },
    'apiserver-kubelet-client': {
      commonName: 'kube-apiserver-kubelet-client',
      organizations: ['kubeadm:cluster-admins', 'system:masters'],
      usage: 'client',
      days,
    },
    [frontProxyClient]: { commonName: 'front-proxy-client', usage: 'client', days },
    'kubelet-server': {
      commonName: `system:node:${nodeName}`,
      organizations: ['system:nodes'],
      usage: 'server',
      dnsNames: [...new Set(['localhost', nodeName])],
      ips: [...new Set([...loopback, ...ips])],
      days,
    },
    'kubelet-client': {
      commonName: `system:node:${nodeName}`,
      organizations: ['system:nodes'],
      usage: 'client',
      days,
    },
    'network-client': {
      commonName: 'system:kube-proxy',
      organizations: ['system:node-proxier'],
      usage: 'client',
      days,
    },
    admin: { commonName: 'kubernetes-admin', organizations: ['system:masters'], usage: 'client', days },
  }
}

/** Keys as they were read or made: authorities and certificates by the names of their files. */
export interface PkiParts {
  readonly ca: KeyPair
  readonly frontProxyCa: KeyPair
  readonly issued: ReadonlyMap<string, KeyPair>
  readonly serviceAccountKey: ClusterPki['serviceAccountKey']
}

export function assemblePki({ issued, ...rest }: PkiParts): ClusterPki {
  const pair = (name: string) => must(issued.get(name), `no certificate named ${name}`)
  return {
    ...rest,
    apiserver: pair('apiserver'),
    apiserverKubeletClient: pair('apiserver-kubelet-client'),
    frontProxyClient: pair(frontProxyClient),
    kubeletServer: pair('kubelet-server'),
    kubeletClient: pair('kubelet-client'),
    networkClient: pair('network-client'),
    admin: pair('admin'),
  }
}

export function readPair(dir: string, name: string): KeyPair | undefined {
  const cert = readIfThere(join(dir, `${name}.crt`))
  const key = readIfThere(join(dir, `${name}.key`))
  return cert === undefined || key === undefined ? undefined : { cert, key }
}

export function readSigningKey(dir: string): ClusterPki['serviceAccountKey'] | undefined {
  const key = readIfThere(join(dir, 'sa.key'))
  const pub = readIfThere(join(dir, 'sa.pub'))
  return key === undefined || pub === undefined ? undefined : { key, pub }
}
