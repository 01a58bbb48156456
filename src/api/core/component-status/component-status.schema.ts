// Fields of component-status in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const componentCondition = object(
  'io.k8s.api.core.v1.ComponentCondition',
  {
    type: req(1, string, { doc: 'Healthy.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    message: opt(3, string, { doc: 'What the component says of itself.' }),
    error: opt(4, string, { doc: 'What went wrong.' }),
  },
  { doc: 'Whether a component is well.' },
)
export type ComponentCondition = TypeOf<typeof componentCondition>

export const componentStatus = object(
  'io.k8s.api.core.v1.ComponentStatus',
  {
    ...kindFields,
    conditions: opt(
      2,
      list(componentCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Whether it is well.' },
    ),
  },
  { doc: 'Whether a part of the control plane is well; deprecated.' },
)
export type ComponentStatus = ObjectOf<typeof componentStatus>
