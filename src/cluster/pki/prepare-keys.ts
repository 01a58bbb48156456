// Has the keys of a cluster and its kubeconfig ready. Where something has to be made or renewed, a process does it and ends:
// the certificate library would otherwise stay in the memory of one that needs it once a year.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { kubernetesServiceIP } from '../service-addresses.ts'
import { UserError } from '../user-error.ts'
import { type ClusterPki, type PkiOptions, readClusterPki } from './cluster-pki.ts'
import type { KeysProcessOptions } from './keys-process.ts'
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
  await makeKeys({ pki, kubeconfig: layout.kubeconfig, server })
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

const run = promisify(execFile)

async function makeKeys(options: KeysProcessOptions): Promise<void> {
  try {
    await run(process.execPath, [join(import.meta.dirname, 'keys-process.ts'), JSON.stringify(options)])
  } catch (cause) {
    const { stderr } = cause as { readonly stderr?: string }
    const why = stderr?.trim() || String(cause)
    throw new UserError(`cannot make the keys of the cluster in ${options.pki.dir}: ${why}`, { cause })
  }
}
