// What a simulated node is like, as data.
import type { Taint } from '../api/core/node/node.schema.ts'
import { assert } from '../base/assert.ts'

export interface SimulatedNode {
  readonly name: string
  readonly address: string
  /** A /24: the addresses of its pods. */
  readonly podCIDR: string
  readonly capacity: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
}

export interface NodeSpecOptions {
  /** Names are this and a number. */
  readonly prefix?: string
  readonly capacity?: Readonly<Record<string, string>>
  /** Zones that the nodes are dealt out to. */
  readonly zones?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

const defaultCapacity = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' }
const defaultRange = 256
const mostNodes = defaultRange * 64

/** `count` nodes of the same kind. */
export function simulatedNodes(count: number, options: NodeSpecOptions = {}): SimulatedNode[] {
  assert(count <= mostNodes, `at most ${mostNodes} simulated nodes have pod addresses`)
  const { prefix = 'node-', capacity, zones = [], labels } = options
  return Array.from({ length: count }, (_, index) => {
    const zone = zones[index % zones.length]
    return {
      name: `${prefix}${index}`,
      address: addressOf(index),
      podCIDR: podCIDR(index, count),
      capacity: { ...defaultCapacity, ...capacity },
      labels: { ...(zone !== undefined && { 'topology.kubernetes.io/zone': zone }), ...labels },
      taints: [],
    }
  })
}

/** From 172.20.0.1 on, without the ends of each 256. */
function addressOf(index: number): string {
  const block = Math.floor(index / 254)
  return `172.20.${block}.${(index % 254) + 1}`
}

/** As many as fit lie in the usual 10.244.0.0/16; larger clusters use 10.128.0.0/10. */
function podCIDR(index: number, count: number): string {
  if (count <= defaultRange) return `10.244.${index}.0/24`
  return `10.${128 + (index >> 8)}.${index & 255}.0/24`
}

/** Addresses of one node's pods, given out in turn. */
export class PodAddresses {
  readonly #prefix: string
  readonly #used = new Map<string, string>()
  readonly #taken = new Set<string>()
  #last = 1

  constructor(cidr: string) {
    this.#prefix = cidr.slice(0, cidr.lastIndexOf('.') + 1)
  }

  /** The pod's address, the same at every call; undefined where all are taken. */
  take(uid: string): string | undefined {
    const known = this.#used.get(uid)
    if (known !== undefined) return known
    // .0 is the net, .1 the gateway, .255 for broadcast.
    for (let tries = 0; tries < 253; tries++) {
      this.#last = this.#last >= 254 ? 2 : this.#last + 1
      const address = `${this.#prefix}${this.#last}`
      if (this.#taken.has(address)) continue
      this.#set(uid, address)
      return address
    }
    return undefined
  }

  /** A pod that was there before has its address already. */
  claim(uid: string, address: string): void {
    if (address.startsWith(this.#prefix)) this.#set(uid, address)
  }

  #set(uid: string, address: string): void {
    this.release(uid)
    this.#used.set(uid, address)
    this.#taken.add(address)
  }

  release(uid: string): void {
    const address = this.#used.get(uid)
    if (address === undefined) return
    this.#used.delete(uid)
    this.#taken.delete(address)
  }

  get size(): number {
    return this.#used.size
  }
}
