// Fields of pod-status-result in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { podStatus } from '../pod/pod-status.schema.ts'

export const podStatusResult = object('io.k8s.api.core.v1.PodStatusResult', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  status: opt(2, podStatus, { empty: 'zero' }),
})
export type PodStatusResult = TypeOf<typeof podStatusResult>
