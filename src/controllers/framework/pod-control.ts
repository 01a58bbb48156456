// Creates and deletes pods for their controllers, with the events that users look for.
// Upstream: pkg/controller/controller_utils.go RealPodControl.

import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Draft, Kind, KubeObject } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import { isNamespaceTerminating } from './errors.ts'

export interface PodControlOptions {
  readonly client: Client
  readonly events: EventRecorder
  readonly owner: KubeObject
  readonly signal: AbortSignal
}

/** A pod as its template says, managed by `owner`; the server completes the name. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, kind: Kind): Draft<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  return {
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? '',
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
      ownerReferences: [controllerRef(owner, kind)],
    },
    spec: template.spec ?? { containers: [] },
  }
}

/** Rejects as the server does; a namespace that is going is not worth an event. */
export async function createPod(draft: Draft<Pod>, options: PodControlOptions): Promise<Pod> {
  const { client, events, owner, signal } = options
  try {
    const pod = await client.create(Pod, draft, { signal })
    events.event(owner, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
    })
    return pod
  } catch (error) {
    if (!isNamespaceTerminating(error) && !signal.aborted) {
      const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`
      events.event(owner, { type: 'Warning', reason: 'FailedCreate', message })
    }
    throw error
  }
}

/** A pod that is gone already is no failure. */
export async function deletePod(pod: Pod, options: PodControlOptions): Promise<void> {
  const { client, events, owner, signal } = options
  try {
    await client.delete(Pod, pod.metadata, { signal })
    events.event(owner, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
    })
  } catch (error) {
    if (isNotFound(error)) return
    const message = `Error deleting: ${error instanceof Error ? error.message : String(error)}`
    if (!signal.aborted) events.event(owner, { type: 'Warning', reason: 'FailedDelete', message })
    throw error
  }
}
