// Takes everything off the machine that a cluster's agent put there: pods, containerd's leftovers, rules, the bridge,
// volumes' mounts.
import { rm } from 'node:fs/promises'
import { unmountAllUnder } from '../../kubelet/containerd/mounts.ts'
import { cleanupContainerd, removeAllPods } from '../../kubelet/containerd/sweep.ts'
import { createCriClient } from '../../kubelet/cri/cri-client.ts'
import { tearDownPodNetwork } from '../../network/podnet/pod-network.ts'
import { removeServiceRules } from '../../network/services/service-proxy.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { containerdOptions } from './containerd-options.ts'
import { bridgeName, nftTable } from './network-names.ts'

export async function cleanUpMachine(
  layout: Layout,
  context: {
    readonly host: Host
    readonly signal: AbortSignal
    /** Socket of a containerd that is not ours: only its pods are removed. */
    readonly containerd: string | undefined
  },
): Promise<void> {
  const { host, signal, containerd } = context
  if (containerd === undefined) await cleanupContainerd(await containerdOptions(layout, context), { signal })
  else await removePodsOf(containerd, { host, signal })
  await removeServiceRules(nftTable, signal)
  await tearDownPodNetwork({
    bridge: bridgeName,
    confDir: cniConfDir(layout, containerd),
    stateDir: layout.cni,
    signal,
  })
  await unmountAllUnder(layout.kubelet, { signal })
  // What containers left in their volumes; objects and images are elsewhere.
  await rm(layout.kubelet, { recursive: true, force: true })
}

/** A runtime's pods are those of the one kubelet that uses it. */
async function removePodsOf(
  socket: string,
  { host, signal }: { readonly host: Host; readonly signal: AbortSignal },
): Promise<void> {
  const cri = createCriClient({ socket, clock: host.clock })
  try {
    await removeAllPods(cri, { log: host.log, signal })
  } finally {
    cri.close()
  }
}

/** Where the runtime reads its network configuration: another's containerd has the usual place. */
export function cniConfDir(layout: Layout, containerd: string | undefined): string {
  return containerd === undefined ? `${layout.containerd}/cni/net.d` : '/etc/cni/net.d'
}
