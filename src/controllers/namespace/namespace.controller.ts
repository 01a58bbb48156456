// Empties a namespace that is being deleted, kind by kind, and lets it go when nothing is left.
// Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go.
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Client } from '../../client/client.ts'
import { type Kind, subjectOf } from '../../machinery/kind.ts'
import { isConflict, isNotFound, qualified, StatusError } from '../../machinery/status-error.ts'
import { type Controller, done, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { discoverKinds } from '../framework/discover-kinds.ts'
import { type DeletionFindings, planConditions, type Remaining } from './namespace.plan.ts'

/** The finalizer in spec.finalizers that is this controller's to remove. */
const finalizer = 'kubernetes'
/** Kinds that are emptied at the same time. */
const parallel = 6
const lookAgainMs = 1000

/** `kinds` are all that are built in; what is namespaced and can be deleted is, whoever defines it. */
export function namespaceController(kinds: readonly Kind[]): Controller {
  const deletable = kinds.filter(
    (kind) => kind.scope === 'Namespaced' && kind.virtual !== true && kind.storedAs === undefined,
  )
  const alsoDeletable = async (client: Client, signal: AbortSignal) => {
    const others = await discoverKinds(client, kinds, { signal })
    const mayGo = (kind: Kind) => ['list', 'deletecollection'].every((verb) => kind.verbs?.includes(verb))
    return others.filter((kind) => kind.scope === 'Namespaced' && mayGo(kind))
  }
  return defineController({
    name: 'namespace',
    for: Namespace,
    matters: (next, old) =>
      next.metadata.deletionTimestamp !== undefined &&
      next.metadata.deletionTimestamp !== old.metadata.deletionTimestamp,
    watches: [watching({ kind: Pod, on: ['delete'], map: ({ metadata }) => [metadata.namespace ?? ''] })],
    workers: 10,
    async reconcile({ key, cache, client, clock, signal }) {
      const seen = cache.get(Namespace, key)
      if (seen?.metadata.deletionTimestamp === undefined) return done
      const current = await fresh(client, key, signal)
      if (current?.metadata.deletionTimestamp === undefined || current.metadata.uid !== seen.metadata.uid)
        return done
      const all = [...deletable, ...(await alsoDeletable(client, signal))]
      const findings = await empty(all, key, { client, signal })
      const left = findings.remaining.some(({ count }) => count > 0)
      const updated = await writeStatus(current, findings, { client, nowMs: clock.now(), signal })
      if (left || findings.failures.length > 0) return { requeueAfterMs: lookAgainMs }
      return letGo(updated, client, signal)
    },
  })
}

async function fresh(client: Client, name: string, signal: AbortSignal): Promise<Namespace | undefined> {
  try {
    return await client.get(Namespace, { name }, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
    return undefined
  }
}

async function empty(
  kinds: readonly Kind[],
  namespace: string,
  context: { readonly client: Client; readonly signal: AbortSignal },
): Promise<DeletionFindings> {
  const remaining: Remaining[] = []
  const failures: string[] = []
  const queue = kinds.filter((kind) => kind.kind === Pod.kind && kind.group === Pod.group)
  const worker = async () => {
    for (let kind = queue.shift(); kind !== undefined; kind = queue.shift()) {
      try {
        remaining.push(await emptyKind(kind, namespace, context))
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        failures.push(`${qualified(subjectOf(kind))}: ${error.message}`)
      }
    }
  }
  // Pods first and alone: what guards them (network policies above all) outlives them.
  await worker()
  if (failures.length > 0 || remaining.some(({ count }) => count > 0)) return { remaining, failures }
  queue.push(...kinds)
  await Promise.all(Array.from({ length: parallel }, worker))
  return { remaining, failures: failures.sort() }
}

async function emptyKind(
  kind: Kind,
  namespace: string,
  { client, signal }: { readonly client: Client; readonly signal: AbortSignal },
): Promise<Remaining> {
  const resource = `${kind.plural}.${kind.group}`
  const before = await client.list(kind, { namespace, limit: 1, signal })
  if (before.items.length === 0) return { resource, count: 0, finalizers: new Map() }
  await client.deleteCollection(kind, { namespace, propagationPolicy: 'Background', signal })
  const { items } = await client.list(kind, { namespace, signal })
  const finalizers = new Map<string, number>()
  for (const { metadata } of items) {
    for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1)
  }
  return { resource, count: items.length, finalizers }
}

async function writeStatus(
  namespace: Namespace,
  findings: DeletionFindings,
  {
    client,
    nowMs,
    signal,
  }: { readonly client: Client; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Namespace> {
  const conditions = planConditions(namespace.status?.conditions ?? [], findings, nowMs)
  if (conditions === undefined && namespace.status?.phase === 'Terminating') return namespace
  const status = {
    ...namespace.status,
    phase: 'Terminating' as const,
    ...(conditions !== undefined && { conditions }),
  }
  return client.updateStatus(Namespace, { ...namespace, status }, { signal })
}

async function letGo(namespace: Namespace, client: Client, signal: AbortSignal): Promise<Verdict> {
  const finalizers = (namespace.spec.finalizers ?? []).filter((name) => name !== finalizer)
  const body = { ...namespace, spec: { ...namespace.spec, finalizers } }
  try {
    const target = `/api/v1/namespaces/${namespace.metadata.name}/finalize`
    await client.raw({ method: 'PUT', target, body, signal })
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
    if (isConflict(error)) return { requeueAfterMs: 0 }
  }
  return done
}
