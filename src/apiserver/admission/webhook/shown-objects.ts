// The objects of a request as webhooks and policies see them: in the version that they are asked in.
import type { KubeObject } from '../../../machinery/kind.ts'
import type { AdmissionRequest } from '../admission.ts'
import { shownIn, type VersionPair } from './webhook-versions.ts'

export interface ShownObjects {
  readonly object: object | undefined
  readonly oldObject: object | undefined
}

/** Rejects with StatusError where a webhook converts and cannot. */
export async function shownObjects(
  { view, object, oldObject }: AdmissionRequest,
  converted: VersionPair | undefined,
): Promise<ShownObjects> {
  const show = (obj: KubeObject | undefined) =>
    obj === undefined || view === undefined ? obj : view.show(obj)
  return {
    object: await shownIn(show(object), converted),
    oldObject: await shownIn(show(oldObject), converted),
  }
}
