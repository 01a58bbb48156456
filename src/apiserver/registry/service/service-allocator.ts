// Cluster IPs and node ports of services. What is taken follows from the services in the cache; there is no other
// record of it, so nothing can leak. Upstream: pkg/registry/core/service/storage/alloc.go.

import {
  needsClusterIP,
  needsHealthCheckNodePort,
  needsNodePort,
} from '../../../api/core/service/service.facts.ts'
import type { Service } from '../../../api/core/service/service.kind.ts'
import { assert } from '../../../base/assert.ts'
import type { Rng } from '../../../base/rng.ts'
import { type FieldError, invalid as invalidField } from '../../../machinery/field-error.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import {
  type CIDR,
  cidrContains,
  formatIP,
  networkOf,
  parseCIDR,
  parseIP,
} from '../../../machinery/names/ip.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { internalError, invalid } from '../../../machinery/status-error.ts'
import type { CacheEvent } from '../../cache/cache-event.ts'
import type { ResourceCache } from '../../cache/resource-cache.ts'
import type { WorkingObject } from '../object.ts'
import { NumberPool, reservedAddresses, reservedPorts } from './number-pool.ts'

export interface PortRange {
  readonly first: number
  readonly last: number
}

export const defaultNodePorts: PortRange = { first: 30_000, last: 32_767 }

/** Upstream caps the range at 2^16 addresses of IPv6 and takes all of IPv4; this many are plenty. */
const maxAddresses = 2 ** 20

type Spec = Mutable<Service['spec']>

export class ServiceAllocator {
  readonly #cidr: CIDR
  readonly #text: string
  readonly #base: bigint
  readonly #addresses: NumberPool
  readonly #ports: NumberPool
  readonly #portRange: PortRange

  constructor(options: { readonly serviceCIDR: string; readonly nodePorts: PortRange; readonly rng: Rng }) {
    const cidr = parseCIDR(options.serviceCIDR)
    assert(cidr !== undefined, `not a CIDR: ${options.serviceCIDR}`)
    this.#cidr = cidr
    this.#text = options.serviceCIDR
    // The network's own address is not given out, nor is the last one, the broadcast address.
    this.#base = networkOf(cidr).value + 1n
    const bits = (cidr.ip.family === 4 ? 32 : 128) - cidr.prefixLength
    const size = Math.max(1, Math.min(2 ** Math.min(bits, 30) - 2, maxAddresses))
    const { rng, nodePorts } = options
    this.#addresses = new NumberPool({ size, reserved: reservedAddresses(size), rng })
    const ports = nodePorts.last - nodePorts.first + 1
    this.#ports = new NumberPool({ size: ports, reserved: reservedPorts(ports), rng })
    this.#portRange = nodePorts
  }

  /** The first address: the API's own. */
  get apiServiceIP(): string {
    return this.#addressAt(0)
  }

  /** Keeps what is taken in step with the services that are there. */
  follow(cache: ResourceCache): void {
    cache.listen((event) => this.#changed(event, cache))
  }

  #changed({ entry, previous }: CacheEvent, cache: ResourceCache): void {
    const now = entry === undefined ? undefined : numbersOf(cache.read(entry) as Service)
    const before = previous === undefined ? undefined : numbersOf(cache.read(previous) as Service)
    for (const ip of now?.addresses ?? []) this.#takeAddress(ip)
    for (const port of now?.ports ?? []) this.#ports.take(port - this.#portRange.first)
    for (const ip of before?.addresses ?? []) if (!now?.addresses.has(ip)) this.#releaseAddress(ip)
    for (const port of before?.ports ?? [])
      if (!now?.ports.has(port)) this.#ports.release(port - this.#portRange.first)
  }

  #takeAddress(ip: string): boolean {
    const offset = this.#offsetOf(ip)
    return offset === undefined || this.#addresses.take(offset)
  }

  #releaseAddress(ip: string): void {
    const offset = this.#offsetOf(ip)
    if (offset !== undefined) this.#addresses.release(offset)
  }

  #addressAt(offset: number): string {
    return formatIP({ family: this.#cidr.ip.family, value: this.#base + BigInt(offset) })
  }

  #offsetOf(text: string): number | undefined {
    const ip = parseIP(text)
    if (ip === undefined || !cidrContains(this.#cidr, ip)) return undefined
    const offset = ip.value - this.#base
    return offset >= 0n && offset < BigInt(this.#addresses.size) ? Number(offset) : undefined
  }

  /**
   * Gives the service what it needs and does not have, or refuses what it asks for. The result gives back what was
   * taken, for a write that is not done.
   */
  allocate(next: WorkingObject, old: KubeObject | undefined): () => void {
    const taken: (() => void)[] = []
    const undo = () => {
      for (const release of taken.splice(0).reverse()) release()
    }
    try {
      const spec = next.spec as Spec
      const before = old as Service | undefined
      const context = { taken, name: next.metadata.name ?? '' }
      this.#allocateAddress(spec, before, context)
      this.#allocatePorts(spec, before, context)
    } catch (error) {
      undo()
      throw error
    }
    return undo
  }

  #allocateAddress(spec: Spec, old: Service | undefined, context: Allocation): void {
    if (!needsClusterIP(spec) || spec.clusterIP === 'None') {
      if (spec.clusterIP === 'None') spec.clusterIPs = ['None']
      return
    }
    const asked = spec.clusterIP ?? ''
    const held = old?.spec.clusterIP ?? ''
    if (asked !== '') {
      if (asked !== held) this.#takeAsked(asked, spec, context)
    } else spec.clusterIP = this.#takeAnyAddress(context)
    if ((spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP as string]
  }

  #takeAsked(asked: string, spec: Spec, context: Allocation): void {
    const list = spec.clusterIPs ?? [asked]
    const ip = parseIP(asked)
    // Validation says what is wrong with the text itself.
    if (ip === undefined) return
    const offset = this.#offsetOf(asked)
    if (offset === undefined) {
      const why = `failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${this.#text}`
      throw refuse(context.name, invalidField('spec.clusterIPs', list, why))
    }
    if (!this.#addresses.take(offset)) {
      const why = `failed to allocate IP ${asked}: provided IP is already allocated`
      throw refuse(context.name, invalidField('spec.clusterIPs', list, why))
    }
    context.taken.push(() => this.#addresses.release(offset))
  }

  #takeAnyAddress(context: Allocation): string {
    const offset = this.#addresses.takeAny()
    if (offset === undefined) throw internalError('failed to allocate a serviceIP: range is full')
    context.taken.push(() => this.#addresses.release(offset))
    return this.#addressAt(offset)
  }

  #allocatePorts(spec: Spec, old: Service | undefined, context: Allocation): void {
    const held = old === undefined ? new Set<number>() : numbersOf(old).ports
    const own = new Set<number>()
    if (needsNodePort(spec) || spec.type === 'LoadBalancer') {
      ;(spec.ports ?? []).forEach((port, index) => {
        const asked = port.nodePort ?? 0
        if (asked === 0) return
        // One number may serve several protocols of the same service.
        if (!held.has(asked) && !own.has(asked))
          this.#takePort(asked, `spec.ports[${index}].nodePort`, context)
        own.add(asked)
      })
    }
    if (needsNodePort(spec)) for (const port of spec.ports ?? []) this.#fillPort(port, spec, context)
    this.#healthCheckPort(spec, held, context)
  }

  #fillPort(port: NonNullable<Spec['ports']>[number], spec: Spec, context: Allocation): void {
    if ((port.nodePort ?? 0) !== 0) return
    const twin = spec.ports?.find(
      (other) => other.port === port.port && other.protocol !== port.protocol && (other.nodePort ?? 0) !== 0,
    )
    port.nodePort = twin?.nodePort ?? this.#takeAnyPort(context)
  }

  #healthCheckPort(spec: Spec, held: ReadonlySet<number>, context: Allocation): void {
    if (!needsHealthCheckNodePort(spec)) return
    const asked = spec.healthCheckNodePort ?? 0
    if (asked === 0) spec.healthCheckNodePort = this.#takeAnyPort(context)
    else if (!held.has(asked)) this.#takePort(asked, 'spec.healthCheckNodePort', context)
  }

  #takePort(port: number, field: string, context: Allocation): void {
    const { first, last } = this.#portRange
    if (port < first || port > last) {
      const why = `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
      throw refuse(context.name, invalidField(field, port, why))
    }
    if (!this.#ports.take(port - first)) {
      throw refuse(context.name, invalidField(field, port, 'provided port is already allocated'))
    }
    context.taken.push(() => this.#ports.release(port - first))
  }

  #takeAnyPort(context: Allocation): number {
    const offset = this.#ports.takeAny()
    if (offset === undefined) throw internalError('failed to allocate a nodePort: range is full')
    context.taken.push(() => this.#ports.release(offset))
    return this.#portRange.first + offset
  }
}

interface Allocation {
  readonly taken: (() => void)[]
  readonly name: string
}

function refuse(name: string, fault: FieldError): Error {
  return invalid({ group: '', resource: 'Service' }, name, [fault])
}

function numbersOf(service: Service): {
  readonly addresses: ReadonlySet<string>
  readonly ports: ReadonlySet<number>
} {
  const { spec } = service
  const addresses = (spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP])).filter(
    (ip) => ip !== '' && ip !== 'None',
  )
  const ports = (spec.ports ?? []).map(({ nodePort = 0 }) => nodePort)
  return {
    addresses: new Set(addresses),
    ports: new Set([...ports, spec.healthCheckNodePort ?? 0].filter((port) => port !== 0)),
  }
}
