// Has the keys of a cluster and its kubeconfig ready. Where something has to be made or renewed, a thread does it and ends:
// the certificate library would otherwise stay in the memory of a process that needs it once a year.
import { Worker } from 'node:worker_threads'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { kubernetesServiceIP } from '../service-addresses.ts'
import { type ClusterPki, type PkiOptions, readClusterPki } from './cluster-pki.ts'
import type { KeysThreadOptions } from './keys-thread.ts'
import { readIfThere } from './private-files.ts'

export async function prepareKeys(
  options: ClusterOptions,
  { layout, host }: { readonly layout: Layout; readonly host: Host },
): Promise<ClusterPki> {
  const pki: PkiOptions = {
    dir: layout.pki,
    nodeName: options.nodeName,
    ips: [options.nodeIP],
    serviceIP: kubernetesServiceIP(options.serviceCIDR),
    clusterDomain: options.clusterDomain,
  }
  const read = () => readClusterPki({ ...pki, nowMs: host.clock.now() })
  const server = `https://127.0.0.1:${options.port}`
  const present = read()
  if (present !== undefined && isCurrent(layout.kubeconfig, present, server)) return present
  await runThread({ pki, kubeconfig: layout.kubeconfig, server })
  const made = read()
  if (made === undefined)
    throw new Error(`the keys in ${layout.pki} are not good, though they were just made`)
  return made
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

function runThread(workerData: KeysThreadOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = new Worker(new URL('./keys-thread.ts', import.meta.url), { workerData })
  worker.once('error', reject)
  worker.once('exit', () => resolve())
  return promise
}
