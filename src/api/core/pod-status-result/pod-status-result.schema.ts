// Fields of pod-status-result in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, type TypeOf } from '../../../machinery/schema/schema.ts'
import { podStatus } from '../pod/pod-status.schema.ts'

export const podStatusResult = object('io.k8s.api.core.v1.PodStatusResult', {
  ...kindFields,
  status: opt(2, podStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PodStatusResult = TypeOf<typeof podStatusResult>
