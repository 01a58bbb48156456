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

const { pki, kubeconfig, server } = JSON.parse(process.argv[2] ?? '') as KeysProcessOptions
const { ca, admin } = await ensureClusterPki({ ...pki, clock: systemClock, rng: systemRng })
const access = { server, ca: ca.cert, ...admin }
await writeKubeconfig(kubeconfig, makeKubeconfig({ name: 'wherry', user: 'wherry-admin', ...access }))
