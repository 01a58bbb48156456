// Fields of pod-template in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt } from '../../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../shared.schema.ts'

export const podTemplate = object(
  'io.k8s.api.core.v1.PodTemplate',
  {
    ...kindFields,
    template: opt(2, podTemplateSpec, { doc: 'The pod.', empty: 'zero' }),
  },
  { doc: 'A pod to be, kept for others to use.' },
)
export type PodTemplate = ObjectOf<typeof podTemplate>
