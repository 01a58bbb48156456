// Fields of priority-level-configuration in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, list, object, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const queuingConfiguration = object('io.k8s.api.flowcontrol.v1.QueuingConfiguration', {
  queues: opt(1, int32, { empty: 'zero' }),
  handSize: opt(2, int32, { empty: 'zero' }),
  queueLengthLimit: opt(3, int32, { empty: 'zero' }),
})
export type QueuingConfiguration = TypeOf<typeof queuingConfiguration>

export const limitResponse = object('io.k8s.api.flowcontrol.v1.LimitResponse', {
  type: req(1, string, { empty: 'zero' }),
  queuing: opt(2, queuingConfiguration, { pointer: true }),
})
export type LimitResponse = TypeOf<typeof limitResponse>

export const limitedPriorityLevelConfiguration = object(
  'io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration',
  {
    nominalConcurrencyShares: opt(1, int32, { pointer: true }),
    limitResponse: opt(2, limitResponse, { empty: 'zero' }),
    lendablePercent: opt(3, int32, { pointer: true }),
    borrowingLimitPercent: opt(4, int32, { pointer: true }),
  },
)
export type LimitedPriorityLevelConfiguration = TypeOf<typeof limitedPriorityLevelConfiguration>

export const exemptPriorityLevelConfiguration = object(
  'io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration',
  {
    nominalConcurrencyShares: opt(1, int32, { pointer: true }),
    lendablePercent: opt(2, int32, { pointer: true }),
  },
)
export type ExemptPriorityLevelConfiguration = TypeOf<typeof exemptPriorityLevelConfiguration>

export const priorityLevelConfigurationSpec = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec',
  {
    type: req(1, string, { empty: 'zero' }),
    limited: opt(2, limitedPriorityLevelConfiguration, { pointer: true }),
    exempt: opt(3, exemptPriorityLevelConfiguration, { pointer: true }),
  },
)
export type PriorityLevelConfigurationSpec = TypeOf<typeof priorityLevelConfigurationSpec>

export const priorityLevelConfigurationCondition = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationCondition',
  {
    type: opt(1, string),
    status: opt(2, string),
    lastTransitionTime: opt(3, time),
    reason: opt(4, string),
    message: opt(5, string),
  },
)
export type PriorityLevelConfigurationCondition = TypeOf<typeof priorityLevelConfigurationCondition>

export const priorityLevelConfigurationStatus = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationStatus',
  {
    conditions: opt(
      1,
      list(priorityLevelConfigurationCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
    ),
  },
)
export type PriorityLevelConfigurationStatus = TypeOf<typeof priorityLevelConfigurationStatus>

export const priorityLevelConfiguration = object('io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration', {
  ...kindFields,
  spec: opt(2, priorityLevelConfigurationSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, priorityLevelConfigurationStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PriorityLevelConfiguration = ObjectOf<typeof priorityLevelConfiguration>
