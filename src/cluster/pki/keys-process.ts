// The process that makes keys, certificates and the administrator's kubeconfig, then ends (prepare-keys.ts starts it).
import { systemClock } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
import { makeKubeconfig, writeKubeconfig } from '../../client/node/kubeconfig.ts'
import type { PkiOptions } from './cluster-pki.ts'
import { ensureClusterPki } from './ensure-cluster-pki.ts'

export interface KeysProcessOptions {
  readonly pki: PkiOptions
  /** Where to write it. */
  readonly kubeconfig: string
  /** The URL that it names. */
  readonly server: string
}

async function main({ pki, kubeconfig, server }: KeysProcessOptions): Promise<void> {
  const { ca, admin } = await ensureClusterPki({ ...pki, clock: systemClock, rng: systemRng })
  const access = { server, ca: ca.cert, ...admin }
  await writeKubeconfig(kubeconfig, makeKubeconfig({ name: 'wherry', user: 'wherry-admin', ...access }))
}

try {
  await main(JSON.parse(process.argv[2] ?? '') as KeysProcessOptions)
} catch (error) {
  // One line, which the parent shows.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
