// Fields of scale.v1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const scaleSpec = object(
  'io.k8s.api.autoscaling.v1.ScaleSpec',
  {
    replicas: opt(1, int32, { doc: 'Replicas that are wanted.', default: 0 }),
  },
  { doc: 'How many replicas are wanted.' },
)
export type ScaleSpec = TypeOf<typeof scaleSpec>

export const scaleStatus = object(
  'io.k8s.api.autoscaling.v1.ScaleStatus',
  {
    replicas: req(1, int32, { doc: 'Replicas that there are.', empty: 'zero' }),
    selector: opt(2, string, { doc: 'Selector of the pods, as text.' }),
  },
  { doc: 'How many replicas there are.' },
)
export type ScaleStatus = TypeOf<typeof scaleStatus>

export const scale = object(
  'io.k8s.api.autoscaling.v1.Scale',
  {
    ...kindFields,
    spec: opt(2, scaleSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, scaleStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'How many replicas an object has, whatever its kind.' },
)
export type Scale = TypeOf<typeof scale>
