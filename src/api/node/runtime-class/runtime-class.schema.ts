// Fields of runtime-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  list,
  map,
  object,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { toleration } from '../../core/pod/pod-scheduling.schema.ts'

export const overhead = object(
  'io.k8s.api.node.v1.Overhead',
  {
    podFixed: opt(1, map(quantity), { doc: 'How much for each pod, by resource.' }),
  },
  { doc: 'What a runtime needs beside the containers.' },
)
export type Overhead = TypeOf<typeof overhead>

export const scheduling = object(
  'io.k8s.api.node.v1.Scheduling',
  {
    nodeSelector: opt(1, map(string, { mapType: 'atomic' }), { doc: 'Labels that they have.' }),
    tolerations: opt(2, list(toleration), { doc: 'Tolerations that its pods get.' }),
  },
  { doc: 'Nodes that have a runtime.' },
)
export type Scheduling = TypeOf<typeof scheduling>

export const runtimeClass = object(
  'io.k8s.api.node.v1.RuntimeClass',
  {
    ...kindFields,
    handler: req(2, string, { doc: "Name of the runtime's configuration on the node.", empty: 'zero' }),
    overhead: opt(3, overhead, { doc: 'What the runtime needs beside the containers.', pointer: true }),
    scheduling: opt(4, scheduling, { doc: 'Nodes that have the runtime.', pointer: true }),
  },
  { doc: 'A way to run containers.' },
)
export type RuntimeClass = ObjectOf<typeof runtimeClass>
