// Where everything of one cluster lies. All state is below the data directory; nothing is written elsewhere, save what
// Linux keeps (network interfaces, nftables, cgroups, mounts).
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Layout {
  readonly dir: string
  readonly kubeconfig: string
  readonly pki: string
  readonly store: string
  /** Marks the layout's version, and who made it. */
  readonly marker: string
  /** Process ids, start options; gone after a clean stop. */
  readonly run: string
  readonly apiSocket: string
  readonly logs: string
  readonly kubelet: string
  readonly containerd: string
  readonly cni: string
  readonly images: string
}

export function layoutOf(dir: string): Layout {
  return {
    dir,
    kubeconfig: join(dir, 'kubeconfig'),
    pki: join(dir, 'pki'),
    store: join(dir, 'store'),
    marker: join(dir, 'wherry.json'),
    run: join(dir, 'run'),
    apiSocket: join(dir, 'run', 'api.sock'),
    logs: join(dir, 'logs'),
    kubelet: join(dir, 'kubelet'),
    containerd: join(dir, 'containerd'),
    cni: join(dir, 'cni'),
    images: join(dir, 'images'),
  }
}

/** /var/lib/wherry for root, else below the home directory. */
export function defaultDataDir(): string {
  return process.getuid?.() === 0 ? '/var/lib/wherry' : join(homedir(), '.local', 'share', 'wherry')
}
