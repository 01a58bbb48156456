// All keys and certificates of one cluster, kept under DIR/pki with the names kubeadm gives them. What is missing is
// made; what is near its end, or lacks a name that it needs now, is issued again; authorities are never replaced.
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import {
  type CertificateRequest,
  createAuthority,
  createSigningKey,
  issue,
  type KeyPair,
  renewalReason,
} from './authority.ts'
import { readIfThere, writePrivate } from './private-files.ts'

export interface ClusterPki {
  /** Signs the API server's, the kubelets' and clients' certificates. */
  readonly ca: KeyPair
  /** Trusted for the request headers of a front proxy, and for nothing else. */
  readonly frontProxyCa: KeyPair
  readonly apiserver: KeyPair
  /** The API server as a client of kubelets. */
  readonly apiserverKubeletClient: KeyPair
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
  readonly clock: Clock
  readonly rng: Rng
}

const loopback = ['127.0.0.1', '::1'] as const

/** Certificates that are issued for a year and renewed on start when most of it has passed. */
function requests(options: PkiOptions): Readonly<Record<string, CertificateRequest>> {
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

/** Loads the cluster's keys, making or renewing what is needed. */
export async function ensureClusterPki(options: PkiOptions): Promise<ClusterPki> {
  const ca = await ensureAuthority('ca', 'kubernetes', options)
  const frontProxyCa = await ensureAuthority('front-proxy-ca', 'front-proxy-ca', options)
  const issued: Record<string, KeyPair> = {}
  await Promise.all(
    Object.entries(requests(options)).map(async ([name, request]) => {
      issued[name] = await ensureIssued(name, request, { ...options, ca })
    }),
  )
  const pair = (name: string) => issued[name] as KeyPair
  return {
    ca,
    frontProxyCa,
    apiserver: pair('apiserver'),
    apiserverKubeletClient: pair('apiserver-kubelet-client'),
    kubeletServer: pair('kubelet-server'),
    kubeletClient: pair('kubelet-client'),
    networkClient: pair('network-client'),
    admin: pair('admin'),
    serviceAccountKey: await ensureSigningKey(options.dir),
  }
}

function load(dir: string, name: string): KeyPair | undefined {
  const cert = readIfThere(join(dir, `${name}.crt`))
  const key = readIfThere(join(dir, `${name}.key`))
  return cert === undefined || key === undefined ? undefined : { cert, key }
}

function save(dir: string, name: string, pair: KeyPair): KeyPair {
  writePrivate(join(dir, `${name}.key`), pair.key)
  writePrivate(join(dir, `${name}.crt`), pair.cert)
  return pair
}

async function ensureAuthority(name: string, commonName: string, options: PkiOptions): Promise<KeyPair> {
  return load(options.dir, name) ?? save(options.dir, name, await createAuthority(commonName, options))
}

async function ensureIssued(
  name: string,
  request: CertificateRequest,
  options: PkiOptions & { readonly ca: KeyPair },
): Promise<KeyPair> {
  const present = load(options.dir, name)
  const reason =
    present === undefined
      ? 'missing'
      : renewalReason(present, request, { authority: options.ca, nowMs: options.clock.now() })
  if (present !== undefined && reason === undefined) return present
  return save(options.dir, name, await issue(options.ca, request, options))
}

async function ensureSigningKey(dir: string): Promise<{ readonly key: string; readonly pub: string }> {
  const key = readIfThere(join(dir, 'sa.key'))
  const pub = readIfThere(join(dir, 'sa.pub'))
  if (key !== undefined && pub !== undefined) return { key, pub }
  const made = await createSigningKey()
  writePrivate(join(dir, 'sa.key'), made.key)
  writePrivate(join(dir, 'sa.pub'), made.pub)
  return made
}
