// Who owns whom, as the informers have shown it. Events change it and answer with what has to be looked at; it decides
// nothing and asks nobody. Upstream: pkg/controller/garbagecollector/graph_builder.go.
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { OwnerReference } from '../../machinery/meta/object-meta.ts'

export const orphanFinalizer = 'orphan'
export const foregroundFinalizer = 'foregroundDeletion'

export interface GraphNode {
  readonly uid: string
  /** Undefined for an owner that is known only from references to it. */
  kind: Kind | undefined
  namespace: string
  name: string
  owners: readonly OwnerReference[]
  /** UIDs. */
  readonly dependents: Set<string>
  deleting: boolean
  /** It is being deleted and waits for its dependents. */
  foreground: boolean
}

export interface Effects {
  /** Nodes whose owners or dependents have to be judged anew. */
  readonly examine: readonly string[]
  /** Owners whose dependents have to be let go. */
  readonly orphan: readonly string[]
}

const isDeleting = (obj: KubeObject) => obj.metadata.deletionTimestamp !== undefined
export const hasFinalizer = (obj: KubeObject, name: string): boolean =>
  obj.metadata.finalizers?.includes(name) ?? false

/** Nobody owns beyond its namespace: such a reference names an object that is not there. */
export function isElsewhere(owner: GraphNode, dependent: Pick<GraphNode, 'namespace'>): boolean {
  return owner.namespace !== '' && owner.namespace !== dependent.namespace
}

export class OwnershipGraph {
  readonly #nodes = new Map<string, GraphNode>()

  node(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid)
  }

  /** All objects that name an owner. */
  owned(): readonly string[] {
    return [...this.#nodes.values()].filter(({ owners }) => owners.length > 0).map(({ uid }) => uid)
  }

  get size(): number {
    return this.#nodes.size
  }

  /** An object was added or changed. */
  observe(kind: Kind, obj: KubeObject): Effects {
    const { uid, name, namespace = '' } = obj.metadata
    const node = this.#ensure(uid)
    const isNew = node.kind === undefined
    const wasForeground = node.foreground
    Object.assign(node, { kind, namespace, name, deleting: isDeleting(obj) })
    node.foreground = node.deleting && hasFinalizer(obj, foregroundFinalizer)
    const examine = this.#relink(node, obj.metadata.ownerReferences ?? [], isNew)
    if (node.foreground && !wasForeground) examine.push(uid, ...node.dependents)
    return { examine, orphan: node.deleting && hasFinalizer(obj, orphanFinalizer) ? [uid] : [] }
  }

  /** An object is gone. */
  forget(uid: string): Effects {
    const node = this.#nodes.get(uid)
    if (node === undefined) return { examine: [], orphan: [] }
    const examine = this.#relink(node, [], true)
    if (node.dependents.size === 0) this.#nodes.delete(uid)
    // Kept as a name that its dependents refer to; nobody has seen it, so they will be judged by a look at the server.
    else Object.assign(node, { kind: undefined, deleting: false, foreground: false })
    return { examine: [...examine, ...node.dependents], orphan: [] }
  }

  #ensure(uid: string): GraphNode {
    let node = this.#nodes.get(uid)
    if (node === undefined) {
      node = {
        uid,
        kind: undefined,
        namespace: '',
        name: '',
        owners: [],
        dependents: new Set(),
        deleting: false,
        foreground: false,
      }
      this.#nodes.set(uid, node)
    }
    return node
  }

  /** Changes the edges to owners; answers with whom that concerns. */
  #relink(node: GraphNode, owners: readonly OwnerReference[], isNew: boolean): string[] {
    const examine: string[] = []
    const before = new Map(node.owners.map((reference) => [reference.uid, reference]))
    const after = new Map(owners.map((reference) => [reference.uid, reference]))
    for (const uid of before.keys()) {
      const owner = this.#nodes.get(uid)
      if (owner === undefined || after.has(uid)) continue
      owner.dependents.delete(node.uid)
      if (owner.foreground) examine.push(uid)
      if (owner.kind === undefined && owner.dependents.size === 0) this.#nodes.delete(uid)
    }
    for (const [uid, reference] of after) {
      const owner = this.#ensure(uid)
      owner.dependents.add(node.uid)
      const wasBlocking = before.get(uid)?.blockOwnerDeletion === true
      if (owner.foreground && (!before.has(uid) || wasBlocking !== (reference.blockOwnerDeletion === true)))
        examine.push(uid)
      if (owner.kind === undefined || isElsewhere(owner, node)) examine.push(node.uid)
    }
    const changed = before.size !== after.size || [...after.keys()].some((uid) => !before.has(uid))
    node.owners = owners
    if (changed && !isNew) examine.push(node.uid)
    return examine
  }

  dependentsOf(owner: GraphNode): readonly GraphNode[] {
    return [...owner.dependents].map((uid) => this.#nodes.get(uid)).filter((node) => node !== undefined)
  }

  /** Dependents whose existence holds back the deletion of this owner. */
  blockingDependents(owner: GraphNode): readonly GraphNode[] {
    return this.dependentsOf(owner).filter((node) =>
      node.owners.some((reference) => reference.uid === owner.uid && reference.blockOwnerDeletion === true),
    )
  }

  /** The graph in the language of Graphviz, for /debug. */
  toDot(): string {
    const label = ({ kind, namespace, name, uid }: GraphNode) =>
      JSON.stringify(`${kind?.kind ?? 'unseen'} ${namespace === '' ? name : `${namespace}/${name}`} ${uid}`)
    const nodes = [...this.#nodes.values()].filter(
      (node) => node.owners.length > 0 || node.dependents.size > 0,
    )
    const lines = nodes.flatMap((node) => [
      `  ${JSON.stringify(node.uid)} [label=${label(node)}]`,
      ...node.owners.map((reference) => `  ${JSON.stringify(node.uid)} -> ${JSON.stringify(reference.uid)}`),
    ])
    return `digraph ownership {\n${lines.join('\n')}\n}\n`
  }
}
