// Finds out about an owner: from the graph where it has been seen, from the server where not.
// Upstream: pkg/controller/garbagecollector/garbagecollector.go isDangling.
import type { Client } from '../../client/client.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { OwnerReference } from '../../machinery/meta/object-meta.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import type { OwnerState } from './collection.plan.ts'
import { foregroundFinalizer, hasFinalizer, type OwnershipGraph } from './ownership-graph.ts'

export type OwnerVerdict = OwnerState | 'unknown-kind' | 'wrong-namespace'

export interface LookupContext {
  readonly graph: OwnershipGraph
  readonly kindOf: (reference: { readonly apiVersion: string; readonly kind: string }) => Kind | undefined
  readonly client: Client
  readonly signal: AbortSignal
}

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')

/** Finds kinds by group and name: the version of a reference does not matter. */
export function kindIndex(kinds: readonly Kind[]): LookupContext['kindOf'] {
  const byName = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]))
  return ({ apiVersion, kind }) => byName.get(`${groupOf(apiVersion)}/${kind}`)
}

export async function judgeOwner(
  reference: OwnerReference,
  dependentNamespace: string,
  context: LookupContext,
): Promise<OwnerVerdict> {
  const kind = context.kindOf(reference)
  if (kind === undefined) return 'unknown-kind'
  if (kind.scope === 'Namespaced' && dependentNamespace === '') return 'wrong-namespace'
  const namespace = kind.scope === 'Namespaced' ? dependentNamespace : ''
  const node = context.graph.node(reference.uid)
  if (node?.kind !== undefined && node.namespace === namespace && node.name === reference.name) {
    return node.foreground ? 'waiting' : 'solid'
  }
  const owner = await look(kind, { namespace, name: reference.name }, context)
  if (owner === undefined || owner.metadata.uid !== reference.uid) return 'dangling'
  const waits = owner.metadata.deletionTimestamp !== undefined && hasFinalizer(owner, foregroundFinalizer)
  return waits ? 'waiting' : 'solid'
}

/** The object as the server has it; undefined where it is gone. */
export async function look(
  kind: Kind,
  ref: { readonly namespace: string; readonly name: string },
  { client, signal }: Pick<LookupContext, 'client' | 'signal'>,
): Promise<KubeObject | undefined> {
  const namespace = ref.namespace === '' ? undefined : ref.namespace
  try {
    return await client.get(kind, { namespace, name: ref.name }, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
    return undefined
  }
}
