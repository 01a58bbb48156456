// Fields of controller-revision in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int64, json, object, opt, req } from '../../../machinery/schema/schema.ts'

export const controllerRevision = object(
  'io.k8s.api.apps.v1.ControllerRevision',
  {
    ...kindFields,
    data: opt(2, json, { doc: 'The state, as the controller wrote it.' }),
    revision: req(3, int64, { doc: 'Number of the revision; grows.', empty: 'zero' }),
  },
  { doc: "A past state of a StatefulSet's or DaemonSet's template." },
)
export type ControllerRevision = ObjectOf<typeof controllerRevision>
