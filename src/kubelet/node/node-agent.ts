// Registers this machine as a Node and keeps its status: looked at every ten seconds, sent when something changed and
// otherwise every five minutes. Upstream: pkg/kubelet/kubelet_node_status.go

import { Node } from '../../api/core/node/node.kind.ts'
import type { NodeStatus, Taint } from '../../api/core/node/node.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { isAlreadyExists } from '../../machinery/status-error.ts'
import { Wakeup } from '../wakeup.ts'
import {
  conditionEvents,
  type NodeIdentity,
  type NodeObservation,
  newNode,
  nodeLabels,
  nodeStatus,
  sameNodeStatus,
} from './node-status.ts'

export interface NodeAgentOptions {
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  readonly events: EventRecorder
  readonly identity: NodeIdentity
  readonly podCIDRs: readonly string[]
  readonly taints: readonly Taint[]
  observe(options: { readonly signal: AbortSignal }): Promise<NodeObservation>
}

const updateMs = 10_000
const reportMs = 300_000
/** Until the node is ready for the first time, as upstream's fastNodeStatusUpdate; not for ever. */
const startingUpdateMs = 100
const startingMs = 120_000
const registerBackoff = { initialMs: 100, maxMs: 7_000 }

export class NodeAgent {
  readonly #options: NodeAgentOptions
  #node: Node | undefined
  /** What was sent last, and when. */
  #sent: { readonly status: NodeStatus; readonly atMs: number } | undefined
  readonly #wakeup = new Wakeup()
  #wasReady = false
  readonly #startedMs: number

  constructor(options: NodeAgentOptions) {
    this.#options = options
    this.#startedMs = options.clock.monotonic()
  }

  get node(): Node | undefined {
    return this.#node
  }

  /** Looks at once instead of in ten seconds. */
  wake(): void {
    this.#wakeup.wake()
  }

  /** Registers the node; tries until it is done. */
  async register(options: { readonly signal: AbortSignal }): Promise<Node> {
    const { clock, log } = this.#options
    for (let failures = 1; ; failures++) {
      try {
        return await this.#register(options)
      } catch (error) {
        if (isAbort(error, options.signal)) throw error
        log.warn('could not register the node', {
          node: this.#options.identity.name,
          error: (error as Error).message,
        })
        await sleep(clock, backoffDelay(registerBackoff, failures), options)
      }
    }
  }

  async run(signal: AbortSignal): Promise<void> {
    const { log, events } = this.#options
    if (this.#node !== undefined)
      events.event(this.#node, { type: 'Normal', reason: 'Starting', message: 'Starting kubelet.' })
    for (;;) {
      this.#wakeup.clear()
      try {
        await this.#update(signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('could not update the status of the node', { error: (error as Error).message })
      }
      await this.#wakeup.wait(this.#options.clock, this.#pauseMs(), { signal })
    }
  }

  #pauseMs(): number {
    const ready = this.#sent?.status.conditions?.find((condition) => condition.type === 'Ready')
    if (ready?.status === 'True') this.#wasReady = true
    const starting = !this.#wasReady && this.#options.clock.monotonic() - this.#startedMs < startingMs
    return starting ? startingUpdateMs : updateMs
  }

  async #register({ signal }: { readonly signal: AbortSignal }): Promise<Node> {
    const { client, identity, podCIDRs, taints, log, clock, observe } = this.#options
    const seen = await observe({ signal })
    const draft = newNode(identity, seen, { podCIDRs, taints })
    try {
      const made = await client.create(Node, draft, { signal })
      log.info('registered the node', { node: identity.name })
      this.#sent = { status: draft.status ?? {}, atMs: clock.monotonic() }
      return this.#keep(made)
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
    const existing = await client.get(Node, { name: identity.name }, { signal })
    return this.#keep(await this.#reconcile(existing, seen, signal))
  }

  /** A node of an earlier life keeps what others gave it. */
  async #reconcile(existing: Node, seen: NodeObservation, signal: AbortSignal): Promise<Node> {
    const { client, identity, podCIDRs } = this.#options
    const wanted = nodeLabels(identity, seen.machine)
    const labels = Object.entries(wanted).filter(([key, value]) => existing.metadata.labels?.[key] !== value)
    const [podCIDR] = podCIDRs
    const spec =
      podCIDR !== undefined && (existing.spec.podCIDR ?? '') === '' ? { podCIDR, podCIDRs } : undefined
    if (labels.length === 0 && spec === undefined) return existing
    const body = { metadata: { labels: Object.fromEntries(labels) }, ...(spec && { spec }) }
    return await client.patch(Node, { name: identity.name }, { type: 'strategic', body, signal })
  }

  #keep(node: Node): Node {
    this.#node = node
    return node
  }

  async #update(signal: AbortSignal): Promise<void> {
    const { client, identity, clock, events, observe } = this.#options
    const seen = await observe({ signal })
    const current = await client.get(Node, { name: identity.name }, { signal })
    const status = nodeStatus(identity, seen, current.status)
    const due = this.#sent === undefined || clock.monotonic() - this.#sent.atMs >= reportMs
    if (!due && sameNodeStatus(this.#sent?.status, status) && isReported(current.status, status)) {
      this.#keep(current)
      return
    }
    const body = { status }
    const ref = { name: identity.name }
    const sent = await client.patch(Node, ref, { type: 'strategic', body, subresource: 'status', signal })
    this.#sent = { status, atMs: clock.monotonic() }
    this.#keep(sent)
    for (const reason of conditionEvents(current.status?.conditions, status.conditions ?? []))
      events.event(sent, {
        type: 'Normal',
        reason,
        message: `Node ${identity.name} status is now: ${reason}`,
      })
  }
}

/** Someone else, such as the node lifecycle controller, may have said that we are gone. */
function isReported(current: NodeStatus | undefined, wanted: NodeStatus): boolean {
  return (wanted.conditions ?? []).every(
    ({ type, status }) =>
      current?.conditions?.find((condition) => condition.type === type)?.status === status,
  )
}
