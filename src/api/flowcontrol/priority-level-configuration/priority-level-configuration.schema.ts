// Fields of priority-level-configuration in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, list, object, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const queuingConfiguration = object(
  'io.k8s.api.flowcontrol.v1.QueuingConfiguration',
  {
    queues: opt(1, int32, { doc: 'Number of queues; 64 where absent.', empty: 'zero' }),
    handSize: opt(2, int32, { doc: 'Queues that a flow is dealt; 8 where absent.', empty: 'zero' }),
    queueLengthLimit: opt(3, int32, { doc: 'Most requests in one queue; 50 where absent.', empty: 'zero' }),
  },
  { doc: 'How requests wait.' },
)
export type QueuingConfiguration = TypeOf<typeof queuingConfiguration>

export const limitResponse = object(
  'io.k8s.api.flowcontrol.v1.LimitResponse',
  {
    type: req(1, string, { doc: 'Queue or Reject.', empty: 'zero' }),
    queuing: opt(2, queuingConfiguration, { doc: 'How they wait, where type is Queue.', pointer: true }),
  },
  { doc: 'What happens to requests that find no seat.' },
)
export type LimitResponse = TypeOf<typeof limitResponse>

export const limitedPriorityLevelConfiguration = object(
  'io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration',
  {
    nominalConcurrencyShares: opt(1, int32, {
      doc: "Share of the server's seats; 30 where absent.",
      pointer: true,
    }),
    limitResponse: opt(2, limitResponse, {
      doc: 'What happens to requests that find no seat.',
      empty: 'zero',
    }),
    lendablePercent: opt(3, int32, {
      doc: 'Percent of its seats that others may borrow; 0 where absent.',
      pointer: true,
    }),
    borrowingLimitPercent: opt(4, int32, {
      doc: 'Percent of its own seats that it may borrow from others; no limit where absent.',
      pointer: true,
    }),
  },
  { doc: 'A priority level with a limit.' },
)
export type LimitedPriorityLevelConfiguration = TypeOf<typeof limitedPriorityLevelConfiguration>

export const exemptPriorityLevelConfiguration = object(
  'io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration',
  {
    nominalConcurrencyShares: opt(1, int32, {
      doc: "Share of the server's seats; others may borrow from it.",
      pointer: true,
    }),
    lendablePercent: opt(2, int32, { doc: 'Percent of its seats that others may borrow.', pointer: true }),
  },
  { doc: 'A priority level whose requests never wait.' },
)
export type ExemptPriorityLevelConfiguration = TypeOf<typeof exemptPriorityLevelConfiguration>

export const priorityLevelConfigurationSpec = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec',
  {
    type: req(1, string, { doc: 'Limited or Exempt.', empty: 'zero' }),
    limited: opt(2, limitedPriorityLevelConfiguration, { doc: 'Where type is Limited.', pointer: true }),
    exempt: opt(3, exemptPriorityLevelConfiguration, { doc: 'Where type is Exempt.', pointer: true }),
  },
  { doc: 'A priority level; the field named by type is set.' },
)
export type PriorityLevelConfigurationSpec = TypeOf<typeof priorityLevelConfigurationSpec>

export const priorityLevelConfigurationCondition = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationCondition',
  {
    type: opt(1, string, { doc: 'Type of the condition.' }),
    status: opt(2, string, { doc: 'True, False or Unknown.' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
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
      { doc: 'Conditions of the priority level.' },
    ),
  },
  { doc: 'What the server found out about a priority level.' },
)
export type PriorityLevelConfigurationStatus = TypeOf<typeof priorityLevelConfigurationStatus>

export const priorityLevelConfiguration = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  {
    ...kindFields,
    spec: opt(2, priorityLevelConfigurationSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, priorityLevelConfigurationStatus, {
      doc: 'What is the case, as last seen.',
      empty: 'zero',
    }),
  },
  { doc: 'How many requests of one priority run side by side, and what becomes of the rest.' },
)
export type PriorityLevelConfiguration = ObjectOf<typeof priorityLevelConfiguration>
