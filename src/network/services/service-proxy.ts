// The service proxy of a node: watches Services, EndpointSlices and this node's pods, and keeps one nftables table as
// they say. It decides nothing itself (service-plan.ts, nft-rules.ts) and touches no table but its own.

import { isPodTerminal } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { InformerHandler, Informers } from '../../client/cache.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { CommandError, runCommand } from '../command.ts'
import { type HostPort, type TableState, tableOf } from './nft-rules.ts'
import { changeScript, emptyTable, frameScript } from './nft-script.ts'
import { isPlainIPv4, planServices, type ServicePortPlan } from './service-plan.ts'
import { type StaleFlow, staleFlows } from './stale-flows.ts'

export interface ServiceProxyOptions {
  readonly informers: Informers
  readonly clock: Clock
  readonly log: Logger
  readonly nodeName: string
  readonly podCIDR: string
  /** Name of the nftables table. */
  readonly table: string
  readonly signal: AbortSignal
  /** Called after every round that was applied. */
  readonly onSynced?: () => void
}

/** Changes within this time are applied together. */
const settleMs = 20
const retryMs = 1000

/** A flag that tasks set and one loop waits for. */
class Signal {
  #waiting = Promise.withResolvers<void>()

  set(): void {
    this.#waiting.resolve()
  }

  async wait(signal: AbortSignal): Promise<void> {
    const stop = () => this.set()
    signal.addEventListener('abort', stop, { once: true })
    await this.#waiting.promise
    signal.removeEventListener('abort', stop)
    this.#waiting = Promise.withResolvers()
  }
}

/** Runs until the signal aborts. The rules stay in place then, so that services go on during a restart. */
export async function runServiceProxy(options: ServiceProxyOptions): Promise<void> {
  const { informers, clock, log, signal } = options
  const services = informers.of(Service)
  const slices = informers.of(EndpointSlice)
  const pods = informers.of(Pod, { fieldSelector: `spec.nodeName=${options.nodeName}` })
  const dirty = new Signal()
  const changed = () => dirty.set()
  const handler: InformerHandler<KubeObject> = { onAdd: changed, onUpdate: changed, onDelete: changed }
  using _services = services.addHandler(handler)
  using _slices = slices.addHandler(handler)
  using _pods = pods.addHandler(handler)
  await Promise.all([services, slices, pods].map((informer) => informer.synced({ signal })))
  let applied: Applied | undefined
  while (!signal.aborted) {
    try {
      const plans = planServices({
        services: services.list(),
        slices: slices.list(),
        nodeName: options.nodeName,
      })
      const hostPorts = pods.list().flatMap(hostPortsOf)
      applied = await apply(
        { plans, table: tableOf(plans, { podCIDR: options.podCIDR, hostPorts }) },
        applied,
        options,
      )
      options.onSynced?.()
      await dirty.wait(signal)
      await sleep(clock, settleMs, { signal })
    } catch (error) {
      if (isAbort(error, signal)) return
      if (!(error instanceof CommandError)) throw error
      // What the table holds is unknown now: the next round makes it anew.
      applied = undefined
      log.error('cannot apply service rules', { error })
      await sleep(clock, retryMs, { signal }).catch(() => {})
    }
  }
}

/** Deletes the proxy's table. */
export async function removeServiceRules(table: string, signal: AbortSignal): Promise<void> {
  await runCommand('nft', ['-f', '-'], { input: `add table ip ${table}\ndelete table ip ${table}\n`, signal })
}

interface Applied {
  readonly plans: readonly ServicePortPlan[]
  readonly table: TableState
}

async function apply(
  next: Applied,
  before: Applied | undefined,
  options: ServiceProxyOptions,
): Promise<Applied> {
  const { table, podCIDR, signal } = options
  const frame = before === undefined ? frameScript({ table, podCIDR }) : ''
  const script = frame + changeScript(before?.table ?? emptyTable, next.table, table)
  if (script !== '') await runCommand('nft', ['-f', '-'], { input: script, signal })
  for (const flow of staleFlows(before?.plans ?? [], next.plans)) await forgetFlow(flow, signal)
  return next
}

async function forgetFlow(flow: StaleFlow, signal: AbortSignal): Promise<void> {
  const { address, port, target } = flow
  const to = address === undefined ? [] : ['--orig-dst', address]
  const args = ['-D', '-f', 'ipv4', '-p', 'udp', ...to, '--orig-port-dst', `${port}`, '--dst-nat', target]
  await runCommand('conntrack', args, { signal }).catch((error: unknown) => {
    // It exits with 1 when no flow matched.
    if (!(error instanceof CommandError)) throw error
  })
}

function hostPortsOf(pod: Pod): readonly HostPort[] {
  const ip = pod.status?.podIP ?? ''
  if (pod.spec.hostNetwork === true || !isPlainIPv4(ip) || isPodTerminal(pod)) return []
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  return containers
    .flatMap((container) => container.ports ?? [])
    .filter((port) => (port.hostPort ?? 0) > 0)
    .map((port) => ({
      protocol: (port.protocol ?? 'TCP').toLowerCase() as HostPort['protocol'],
      hostPort: port.hostPort ?? 0,
      hostIP: port.hostIP ?? '',
      target: { ip, port: port.containerPort, local: true },
    }))
}
