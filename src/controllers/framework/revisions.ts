// Carries out what revisions.plan.ts decided.
import { ControllerRevision } from '../../api/apps/controller-revision/controller-revision.kind.ts'
import type { Client } from '../../client/client.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import type { Draft } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'

interface Writing {
  readonly client: Client
  readonly signal: AbortSignal
}

/** The revision; undefined where its name belongs to another one, so that the hash has to become another. */
export async function createRevision(
  draft: Draft<ControllerRevision>,
  { client, signal }: Writing,
): Promise<ControllerRevision | undefined> {
  try {
    return await client.create(ControllerRevision, draft, { signal })
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
  }
  const { name = '', namespace, ownerReferences } = draft.metadata
  const there = await client.get(ControllerRevision, { name, namespace }, { signal })
  const ours = controllerOf(there)?.uid === ownerReferences?.[0]?.uid
  return ours && semanticEqual(there.data, draft.data) ? there : undefined
}

export async function deleteRevision(
  revision: ControllerRevision,
  { client, signal }: Writing,
): Promise<void> {
  try {
    await client.delete(ControllerRevision, revision.metadata, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
