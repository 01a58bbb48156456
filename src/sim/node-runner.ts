// Keeps simulated nodes registered: the Node object with its status, and the Lease that says the node lives. Renewals are
// spread over the interval, so that thousands of nodes make an even load. Upstream: kubelet_node_status.go, nodelease.
import { Lease } from '../api/coordination/lease/lease.kind.ts'
import { Node } from '../api/core/node/node.kind.ts'
import { isAbort } from '../base/abort.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { TaskGroup } from '../base/task-group.ts'
import type { Client } from '../client/client.ts'
import { WorkQueue } from '../client/work-queue.ts'
import { microTimeText } from '../machinery/meta/time.ts'
import { isAlreadyExists, isConflict, isNotFound } from '../machinery/status-error.ts'
import { nodeObject, nodeStatus, type Said, withTransitions } from './node-object.ts'
import { PodAddresses, type SimulatedNode } from './node-spec.ts'
import { hash } from './stage.ts'

/** Upstream: nodeLeaseDurationSeconds, a quarter of it between renewals; nodeStatusReportFrequency. */
const leaseSeconds = 40
const renewMs = (leaseSeconds * 1000) / 4
const heartbeatMs = 5 * 60_000
const leaseNamespace = 'kube-node-lease'

export interface NodeState {
  readonly spec: SimulatedNode
  readonly address: string
  readonly addresses: PodAddresses
  silent: boolean
  ready: boolean
  uid: string
  lease: Lease | undefined
}

export interface NodeRunnerOptions {
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  readonly kubeletVersion: string
  readonly workers?: number
}

/** `register`, `lease` or `status`, and the node's name. */
type Task = `${'register' | 'lease' | 'status'} ${string}`

export class NodeRunner implements Disposable {
  readonly #options: NodeRunnerOptions
  readonly #queue: WorkQueue<Task>
  readonly #nodes = new Map<string, NodeState>()
  #registered = 0

  constructor(specs: readonly SimulatedNode[], options: NodeRunnerOptions) {
    this.#options = options
    this.#queue = new WorkQueue<Task>({ clock: options.clock, backoff: { initialMs: 200, maxMs: 10_000 } })
    for (const spec of specs) {
      this.#nodes.set(spec.name, {
        spec,
        address: spec.address,
        addresses: new PodAddresses(spec.podCIDR),
        silent: false,
        ready: true,
        uid: '',
        lease: undefined,
      })
      this.#queue.add(`register ${spec.name}`)
    }
  }

  [Symbol.dispose](): void {
    this.#queue[Symbol.dispose]()
  }

  get registered(): number {
    return this.#registered
  }

  get(name: string): NodeState | undefined {
    return this.#nodes.get(name)
  }

  /** Begins or ends a fault. */
  set(name: string, change: Partial<Pick<NodeState, 'silent' | 'ready'>>): void {
    const state = this.#nodes.get(name)
    if (state === undefined) return
    Object.assign(state, change)
    this.#queue.add(`status ${name}`)
    this.#queue.add(`lease ${name}`)
  }

  start(tasks: TaskGroup): void {
    for (let i = 0; i < (this.#options.workers ?? 32); i++) tasks.spawn((signal) => this.#work(signal))
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const task = await this.#queue.get({ signal })
      try {
        await this.#carryOut(task, signal)
        this.#queue.forget(task)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        this.#options.log.warn('cannot report simulated node', { task, error })
        this.#queue.addRateLimited(task)
      } finally {
        this.#queue.done(task)
      }
    }
  }

  async #carryOut(task: Task, signal: AbortSignal): Promise<void> {
    const [what, name = ''] = task.split(' ')
    const state = this.#nodes.get(name)
    if (state === undefined || state.silent) return
    if (what === 'register') await this.#register(state, signal)
    else if (what === 'lease') await this.#renew(state, signal)
    else await this.#heartbeat(state, signal)
  }

  #said(state: NodeState): Said {
    const { clock, kubeletVersion } = this.#options
    return { nowMs: clock.now(), ready: state.ready, kubeletVersion }
  }

  async #register(state: NodeState, signal: AbortSignal): Promise<void> {
    const { name } = state.spec
    const { client } = this.#options
    try {
      const node = await client.create(Node, nodeObject(state.spec, this.#said(state)), { signal })
      state.uid = node.metadata.uid
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
      await this.#heartbeat(state, signal)
    }
    this.#registered++
    await this.#renew(state, signal)
    // From here on each node has its own place in the interval.
    const place = hash(name) / 2 ** 32
    this.#queue.addAfter(`lease ${name}`, renewMs * place)
    this.#queue.addAfter(`status ${name}`, heartbeatMs * place)
  }

  async #heartbeat(state: NodeState, signal: AbortSignal): Promise<void> {
    const { name } = state.spec
    const { client } = this.#options
    try {
      const node = await client.get(Node, { name }, { signal })
      state.uid = node.metadata.uid
      const status = withTransitions(nodeStatus(state.spec, this.#said(state)), node.status)
      const body = { metadata: { uid: node.metadata.uid }, status }
      await client.patch(Node, { name }, { type: 'strategic', subresource: 'status', body, signal })
    } catch (error) {
      // Somebody took the node out of the cluster: it stays out.
      if (!isNotFound(error)) throw error
      return
    }
    this.#queue.addAfter(`status ${name}`, heartbeatMs)
  }

  async #renew(state: NodeState, signal: AbortSignal): Promise<void> {
    const { name } = state.spec
    state.lease = await this.#writeLease(state, signal)
    this.#queue.addAfter(`lease ${name}`, renewMs)
  }

  async #writeLease(state: NodeState, signal: AbortSignal): Promise<Lease> {
    const { client, clock } = this.#options
    const { name } = state.spec
    const ref = { namespace: leaseNamespace, name }
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: leaseSeconds,
      renewTime: microTimeText(clock.now()),
    }
    const known = state.lease
    if (known === undefined) {
      const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: state.uid }]
      const metadata = { ...ref, ...(state.uid !== '' && { ownerReferences }) }
      try {
        return await client.create(Lease, { metadata, spec }, { signal })
      } catch (error) {
        if (!isAlreadyExists(error)) throw error
      }
    }
    try {
      const current = known ?? (await client.get(Lease, ref, { signal }))
      return await client.update(Lease, { ...current, spec: { ...current.spec, ...spec } }, { signal })
    } catch (error) {
      if (isConflict(error) || isNotFound(error)) state.lease = undefined
      throw error
    }
  }
}
