// Deletes objects whose owners are gone, in the order that the deletion of the owner asked for.
// Upstream: pkg/controller/garbagecollector/garbagecollector.go.

import { isAbort } from '../../base/abort.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { WorkQueue } from '../../client/work-queue.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import type { Controller, ControllerEnv } from '../framework/controller.ts'
import { DiscoveredKinds } from '../framework/discovered-kinds.ts'
import { type JudgedOwner, planCollection } from './collection.plan.ts'
import { judgeOwner, kindIndex, type LookupContext, look } from './owner-lookup.ts'
import {
  type Effects,
  foregroundFinalizer,
  type GraphNode,
  hasFinalizer,
  isElsewhere,
  OwnershipGraph,
  orphanFinalizer,
} from './ownership-graph.ts'

const workers = 20
/** An owner that waits for dependents is looked at again even if no event comes. */
const recheckMs = 5000

/** `kinds` are all that are built in; others are discovered. Events own nothing and are not looked at. */
export function garbageCollector(kinds: readonly Kind[]): Controller {
  const watched = kinds.filter(
    (kind) =>
      kind.virtual !== true &&
      kind.storedAs === undefined &&
      kind.kind !== 'Event' &&
      (kind.verbs ?? ['watch']).includes('watch'),
  )
  return {
    name: 'garbage-collector',
    eventComponent: 'garbage-collector-controller',
    create(env) {
      const collector = new Collector(watched, kinds, env)
      return { run: (signal) => collector.run(signal) }
    },
  }
}

class Collector {
  readonly #env: ControllerEnv
  readonly #kinds: readonly Kind[]
  readonly #graph = new OwnershipGraph()
  readonly #examine: WorkQueue
  readonly #orphan: WorkQueue
  readonly #discovered: DiscoveredKinds
  #kindOf: LookupContext['kindOf']

  constructor(kinds: readonly Kind[], builtIn: readonly Kind[], env: ControllerEnv) {
    this.#env = env
    this.#kinds = kinds
    this.#kindOf = kindIndex(kinds)
    this.#discovered = new DiscoveredKinds(env, builtIn, {
      observe: (kind, obj) => this.#wake(this.#graph.observe(kind, obj)),
      forget: (obj) => this.#wake(this.#graph.forget(obj.metadata.uid)),
      changed: (found) => {
        this.#kindOf = kindIndex([...kinds, ...found])
        // Owners of kinds that were not known may be gone already.
        for (const uid of this.#graph.owned()) this.#examine.add(uid)
      },
    })
    this.#examine = new WorkQueue({ clock: env.clock })
    this.#orphan = new WorkQueue({ clock: env.clock })
    for (const kind of kinds) {
      const observe = (obj: KubeObject) => this.#wake(this.#graph.observe(kind, obj))
      env.informers.of(kind).addHandler({
        onAdd: observe,
        onUpdate: observe,
        onDelete: (obj) => this.#wake(this.#graph.forget(obj.metadata.uid)),
      })
    }
  }

  #wake({ examine, orphan }: Effects): void {
    for (const uid of examine) this.#examine.add(uid)
    for (const uid of orphan) this.#orphan.add(uid)
    this.#env.counters.adds += examine.length + orphan.length
    this.#env.counters.depth = this.#examine.depth + this.#orphan.depth
    this.#env.counters.idle = this.#examine.idle && this.#orphan.idle
  }

  async run(signal: AbortSignal): Promise<void> {
    // An owner that is merely not listed yet must not be taken for absent.
    await Promise.all(this.#kinds.map((kind) => this.#env.informers.of(kind).synced({ signal })))
    using _examine = this.#examine
    using _orphan = this.#orphan
    await using group = new TaskGroup({ signal })
    for (let i = 0; i < workers; i++) {
      group.spawn((stop) => this.#work(this.#examine, (node, end) => this.#judge(node, end), stop))
    }
    group.spawn((stop) => this.#work(this.#orphan, (node, end) => this.#letGo(node, end), stop))
    group.spawn((stop) => this.#discovered.run(stop))
    await group.wait()
  }

  async #work(
    queue: WorkQueue,
    step: (node: GraphNode, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { counters, log } = this.#env
    for (;;) {
      const uid = await queue.get({ signal })
      try {
        const node = this.#graph.node(uid)
        if (node?.kind !== undefined) await step(node, signal)
        queue.forget(uid)
        counters.reconciles++
      } catch (error) {
        if (isAbort(error, signal)) throw error
        counters.retries++
        if (!isConflict(error)) {
          counters.errors++
          log.warn('cannot collect object', { uid, error })
        }
        queue.addRateLimited(uid)
      } finally {
        queue.done(uid)
        counters.depth = this.#examine.depth + this.#orphan.depth
        counters.idle = this.#examine.idle && this.#orphan.idle
      }
    }
  }

  /** Looks whether this object still has an owner, and at what its own deletion waits for. */
  async #judge(node: GraphNode, signal: AbortSignal): Promise<void> {
    if (node.foreground) return this.#releaseForeground(node, signal)
    if (node.deleting || node.kind === undefined) return
    const { client } = this.#env
    const context: LookupContext = { graph: this.#graph, kindOf: this.#kindOf, client, signal }
    const object = await look(node.kind, node, context)
    if (object === undefined || object.metadata.uid !== node.uid) {
      this.#wake(this.#graph.forget(node.uid))
      return
    }
    const owners: JudgedOwner[] = []
    for (const reference of object.metadata.ownerReferences ?? []) {
      const state = await judgeOwner(reference, node.namespace, context)
      const seen = this.#graph.node(reference.uid)
      const elsewhere = seen?.kind !== undefined && isElsewhere(seen, node)
      if (state === 'wrong-namespace' || elsewhere) this.#reportWrongNamespace(object, reference)
      if (state === 'wrong-namespace') return
      owners.push({ reference, state: state === 'unknown-kind' ? 'solid' : state })
    }
    const hasWaitingDependents = this.#graph.dependentsOf(node).some(({ foreground }) => foreground)
    const hasDependents = node.dependents.size > 0
    const plan = planCollection({ object, owners, hasDependents, hasWaitingDependents })
    if (plan.action === 'unlink') await this.#unlink(node, object, { owners: plan.owners, signal })
    if (plan.action !== 'delete') return
    const current = plan.unblock === true ? await this.#unblock(node, object, signal) : object
    if (current !== undefined) await this.#delete(node, current, { propagation: plan.propagation, signal })
  }

  #reportWrongNamespace(
    object: KubeObject,
    reference: {
      readonly apiVersion: string
      readonly kind: string
      readonly name: string
      readonly uid: string
    },
  ): void {
    const { apiVersion, kind, name, uid } = reference
    this.#env.events.event(object, {
      type: 'Warning',
      reason: 'OwnerRefInvalidNamespace',
      message: `ownerRef [${apiVersion}/${kind}, namespace: , name: ${name}, uid: ${uid}] does not exist in namespace "${object.metadata.namespace ?? ''}"`,
    })
  }

  /** Upstream: operations.go unblockOwnerReferencesStrategicMergePatch. */
  #unblock(node: GraphNode, object: KubeObject, signal: AbortSignal): Promise<KubeObject | undefined> {
    const { resourceVersion, uid, ownerReferences = [] } = object.metadata
    const free = ownerReferences.map((reference) => ({ ...reference, blockOwnerDeletion: false }))
    return this.#patch(node, { metadata: { uid, resourceVersion, ownerReferences: free } }, signal)
  }

  async #unlink(
    node: GraphNode,
    object: KubeObject,
    { owners, signal }: { readonly owners: readonly object[]; readonly signal: AbortSignal },
  ): Promise<void> {
    const { resourceVersion, uid } = object.metadata
    await this.#patch(node, { metadata: { uid, resourceVersion, ownerReferences: owners } }, signal)
  }

  async #delete(
    node: GraphNode,
    object: KubeObject,
    {
      propagation,
      signal,
    }: { readonly propagation: 'Background' | 'Foreground' | 'Orphan'; readonly signal: AbortSignal },
  ): Promise<void> {
    const { uid, resourceVersion } = object.metadata
    const ref = refOf(node)
    // With the version looked at: an owner that was added meanwhile must be seen first.
    const preconditions = { uid, resourceVersion }
    await this.#env.client
      .delete(node.kind as Kind, ref, { propagationPolicy: propagation, preconditions, signal })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
  }

  /** An owner that waits: free when no dependent holds it back any more. */
  async #releaseForeground(node: GraphNode, signal: AbortSignal): Promise<void> {
    const blocking = this.#graph.blockingDependents(node)
    if (blocking.length === 0) return this.#removeFinalizer(node, foregroundFinalizer, signal)
    for (const dependent of blocking) if (!dependent.deleting) this.#examine.add(dependent.uid)
    this.#examine.addAfter(node.uid, recheckMs)
  }

  /** Takes this owner out of its dependents' references, then lets it be deleted. */
  async #letGo(node: GraphNode, signal: AbortSignal): Promise<void> {
    for (const uid of node.dependents) {
      const dependent = this.#graph.node(uid)
      if (dependent?.kind === undefined) continue
      const object = await look(dependent.kind, dependent, { client: this.#env.client, signal })
      if (object === undefined || object.metadata.uid !== uid) continue
      const owners = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== node.uid)
      if (owners.length !== (object.metadata.ownerReferences ?? []).length)
        await this.#unlink(dependent, object, { owners, signal })
    }
    await this.#removeFinalizer(node, orphanFinalizer, signal)
  }

  async #removeFinalizer(node: GraphNode, name: string, signal: AbortSignal): Promise<void> {
    const object = await look(node.kind as Kind, node, { client: this.#env.client, signal })
    if (object === undefined || object.metadata.uid !== node.uid || !hasFinalizer(object, name)) return
    const { uid, resourceVersion } = object.metadata
    const finalizers = (object.metadata.finalizers ?? []).filter((other) => other !== name)
    await this.#patch(node, { metadata: { uid, resourceVersion, finalizers } }, signal)
  }

  /** Undefined where the object is gone. */
  async #patch(node: GraphNode, body: object, signal: AbortSignal): Promise<KubeObject | undefined> {
    try {
      return await this.#env.client.patch(node.kind as Kind, refOf(node), { type: 'merge', body, signal })
    } catch (error) {
      if (!isNotFound(error)) throw error
      return undefined
    }
  }
}

function refOf({ namespace, name }: GraphNode): { readonly namespace?: string; readonly name: string } {
  return namespace === '' ? { name } : { namespace, name }
}
