// Takes everything off the machine that a cluster's agent put there: pods, containerd's leftovers, rules, the bridge,
// volumes' mounts.
import { rm } from 'node:fs/promises'
import { unmountAllUnder } from '../../kubelet/containerd/mounts.ts'
import { cleanupContainerd } from '../../kubelet/containerd/sweep.ts'
import { tearDownPodNetwork } from '../../network/podnet/pod-network.ts'
import { removeServiceRules } from '../../network/services/service-proxy.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { containerdOptions } from './containerd-options.ts'
import { bridgeName, nftTable } from './network-names.ts'

export async function cleanUpMachine(
  layout: Layout,
  { host, signal }: { readonly host: Host; readonly signal: AbortSignal },
): Promise<void> {
  const options = await containerdOptions(layout, { host, signal })
  await cleanupContainerd(options, { signal })
  await removeServiceRules(nftTable, signal)
  await tearDownPodNetwork({ bridge: bridgeName, confDir: cniConfDir(layout), stateDir: layout.cni, signal })
  await unmountAllUnder(layout.kubelet, { signal })
  // What containers left in their volumes; objects and images are elsewhere.
  await rm(layout.kubelet, { recursive: true, force: true })
}

export function cniConfDir(layout: Layout): string {
  return `${layout.containerd}/cni/net.d`
}
