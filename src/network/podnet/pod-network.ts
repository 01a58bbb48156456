// Prepares this node's pod network: the bridge, forwarding, and the CNI configuration; and takes all of it away again.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../../base/log.ts'
import { runCommand } from '../command.ts'
import { cniConfig, gatewayOf } from './cni-config.ts'

export interface PodNetworkOptions {
  readonly bridge: string
  /** This node's range. */
  readonly podCIDR: string
  /** With their prefix lengths, put on the bridge as well. */
  readonly moreAddresses?: readonly string[]
  /** Folder that containerd reads CNI configurations from. */
  readonly confDir: string
  readonly stateDir: string
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Writes the configuration last: it is what makes the runtime report its network ready. Returns the bridge's address.
 */
export async function setUpPodNetwork(options: PodNetworkOptions): Promise<{ readonly gateway: string }> {
  const { bridge, podCIDR, confDir, signal } = options
  const gateway = gatewayOf(podCIDR)
  await ensureBridge(
    bridge,
    [`${gateway}/${podCIDR.split('/')[1]}`, ...(options.moreAddresses ?? [])],
    signal,
  )
  guardBridge(options)
  await allowForwarding(options)
  mkdirSync(confDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(confDir, '10-wherry.conflist'), `${JSON.stringify(cniConfig(options), null, 2)}\n`, {
    mode: 0o600,
  })
  return { gateway }
}

/** Removes the bridge, the configuration and the record of addresses. Nothing may use the network any more. */
export async function tearDownPodNetwork(
  options: Pick<PodNetworkOptions, 'bridge' | 'confDir' | 'stateDir' | 'signal'>,
): Promise<void> {
  const { bridge, confDir, stateDir, signal } = options
  if (await linkExists(bridge, signal)) await runCommand('ip', ['link', 'delete', bridge], { signal })
  rmSync(join(confDir, '10-wherry.conflist'), { force: true })
  rmSync(stateDir, { recursive: true, force: true })
}

async function linkExists(name: string, signal: AbortSignal): Promise<boolean> {
  const links = await runCommand('ip', ['-json', 'link', 'show'], { signal })
  return (JSON.parse(links) as readonly { readonly ifname: string }[]).some((link) => link.ifname === name)
}

async function ensureBridge(
  bridge: string,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (!(await linkExists(bridge, signal)))
    await runCommand('ip', ['link', 'add', bridge, 'type', 'bridge'], { signal })
  for (const address of addresses)
    await runCommand('ip', ['address', 'replace', address, 'dev', bridge], { signal })
  await runCommand('ip', ['link', 'set', bridge, 'up'], { signal })
}

/**
 * A pod that may send raw packets must not be able to turn this node into its client (router advertisements:
 * CVE-2020-10749), reach what listens on the loopback (CVE-2020-8558), or send under the address of another network.
 */
function guardBridge({ bridge, log }: PodNetworkOptions): void {
  const guards: readonly Setting[] = [
    {
      path: `ipv6/conf/${bridge}/accept_ra`,
      value: '0',
      why: 'pods may reroute the IPv6 traffic of this node',
    },
    { path: `ipv6/conf/${bridge}/autoconf`, value: '0', why: 'pods may give this node IPv6 addresses' },
    {
      path: `ipv4/conf/${bridge}/route_localnet`,
      value: '0',
      why: 'pods may reach the loopback of this node',
    },
    { path: `ipv4/conf/${bridge}/accept_redirects`, value: '0', why: 'pods may redirect traffic' },
    { path: `ipv4/conf/${bridge}/rp_filter`, value: '1', why: 'pods may use addresses that are not theirs' },
  ]
  for (const guard of guards) {
    const path = `/proc/sys/net/${guard.path}`
    // A kernel without IPv6 has nothing to guard there.
    if (existsSync(path)) applySetting({ ...guard, path }, log)
  }
}

interface Setting {
  readonly path: string
  readonly value: string
  readonly why: string
}

const settings: readonly Setting[] = [
  { path: '/proc/sys/net/ipv4/ip_forward', value: '1', why: 'pods reach nothing but this node' },
  {
    path: '/proc/sys/net/bridge/bridge-nf-call-iptables',
    value: '1',
    why: 'services do not answer pods whose target is on the same node',
  },
]

async function allowForwarding({ log, signal }: PodNetworkOptions): Promise<void> {
  // Built into some kernels, a module in others.
  await runCommand('modprobe', ['br_netfilter'], { signal }).catch(() => {})
  for (const setting of settings) applySetting(setting, log)
}

function applySetting({ path, value, why }: Setting, log: Logger): void {
  try {
    if (readFileSync(path, 'utf8').trim() !== value) writeFileSync(path, value)
  } catch (error) {
    log.warn('cannot change a kernel setting', { path, value, consequence: why, error })
  }
}
