// Fields of replication-controller in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../shared.schema.ts'

export const replicationControllerSpec = object(
  'io.k8s.api.core.v1.ReplicationControllerSpec',
  {
    replicas: opt(1, int32, { doc: 'How many; 1 where absent.', pointer: true, default: 1 }),
    minReadySeconds: opt(4, int32, {
      doc: 'Seconds that a pod must be ready to count as available.',
      default: 0,
    }),
    selector: opt(2, map(string, { mapType: 'atomic' }), {
      doc: "Labels of the pods; the template's where absent.",
    }),
    template: opt(3, podTemplateSpec, { doc: 'The pods to make.', pointer: true }),
  },
  { doc: 'How many pods there are to be, and what they are.' },
)
export type ReplicationControllerSpec = TypeOf<typeof replicationControllerSpec>

export const replicationControllerCondition = object(
  'io.k8s.api.core.v1.ReplicationControllerCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type ReplicationControllerCondition = TypeOf<typeof replicationControllerCondition>

export const replicationControllerStatus = object(
  'io.k8s.api.core.v1.ReplicationControllerStatus',
  {
    replicas: req(1, int32, { doc: 'Pods that there are.', empty: 'zero' }),
    fullyLabeledReplicas: opt(2, int32, { doc: 'Pods with all labels of the template.' }),
    readyReplicas: opt(4, int32, { doc: 'Pods that are ready.' }),
    availableReplicas: opt(5, int32, { doc: 'Pods that have been ready for minReadySeconds.' }),
    observedGeneration: opt(3, int64, { doc: 'Generation that this is about.' }),
    conditions: opt(
      6,
      list(replicationControllerCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'What went wrong.' },
    ),
  },
  { doc: 'What pods there are.' },
)
export type ReplicationControllerStatus = TypeOf<typeof replicationControllerStatus>

export const replicationController = object(
  'io.k8s.api.core.v1.ReplicationController',
  {
    ...kindFields,
    spec: opt(2, replicationControllerSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, replicationControllerStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Keeps a number of like pods running; deployments do it better.' },
)
export type ReplicationController = ObjectOf<typeof replicationController>
