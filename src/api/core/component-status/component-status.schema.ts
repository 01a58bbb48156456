// Fields of component-status in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const componentCondition = object('io.k8s.api.core.v1.ComponentCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  message: opt(3, string),
  error: opt(4, string),
})
export type ComponentCondition = TypeOf<typeof componentCondition>

export const componentStatus = object('io.k8s.api.core.v1.ComponentStatus', {
  ...kindFields,
  conditions: opt(
    2,
    list(componentCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type ComponentStatus = ObjectOf<typeof componentStatus>
