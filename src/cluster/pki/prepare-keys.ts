// Has the keys of a cluster and its kubeconfig ready: what is missing is made, what is near its end is renewed.
import { makeKubeconfig, writeKubeconfig } from '../../client/node/kubeconfig-file.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { kubernetesServiceIP } from '../service-addresses.ts'
import { UserError } from '../user-error.ts'
import type { ClusterPki } from './cluster-pki.ts'
import { ensureClusterPki } from './ensure-cluster-pki.ts'
import { readIfThere } from './private-files.ts'

export async function prepareKeys(
  options: ClusterOptions,
  { layout, host }: { readonly layout: Layout; readonly host: Host },
): Promise<ClusterPki> {
  try {
    const pki = ensureClusterPki({
      dir: layout.pki,
      nodeName: options.nodeName,
      ips: [options.nodeIP],
      serviceIP: kubernetesServiceIP(options.serviceCIDR),
      clusterDomain: options.clusterDomain,
      clock: host.clock,
      rng: host.rng,
    })
    await ensureKubeconfig(layout.kubeconfig, pki, `https://127.0.0.1:${options.port}`)
    return pki
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UserError(`cannot make the keys of the cluster in ${layout.pki}: ${why}`, { cause })
  }
}

async function ensureKubeconfig(path: string, pki: ClusterPki, server: string): Promise<void> {
  if (isCurrent(path, pki, server)) return
  const { ca, admin } = pki
  const access = { server, ca: ca.cert, ...admin }
  await writeKubeconfig(path, makeKubeconfig({ name: 'wherry', user: 'wherry-admin', ...access }))
}

/** Whether the administrator's file names this server and holds these keys. */
function isCurrent(path: string, pki: ClusterPki, server: string): boolean {
  const text = readIfThere(path) ?? ''
  const within = [pki.ca.cert, pki.admin.cert, pki.admin.key]
  return (
    text.includes(`server: ${server}\n`) &&
    within.every((part) => text.includes(Buffer.from(part).toString('base64')))
  )
}
