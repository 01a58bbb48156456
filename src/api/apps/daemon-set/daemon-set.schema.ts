// Fields of daemon-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  intOrString,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../../core/shared.schema.ts'

export const rollingUpdateDaemonSet = object(
  'io.k8s.api.apps.v1.RollingUpdateDaemonSet',
  {
    maxUnavailable: opt(1, intOrString, {
      doc: 'How many nodes may be without a pod meanwhile, as a number or a percentage; 1 where absent.',
      pointer: true,
    }),
    maxSurge: opt(2, intOrString, {
      doc: 'How many nodes may have two pods meanwhile, as a number or a percentage; 0 where absent.',
      pointer: true,
    }),
  },
  { doc: 'How many pods are replaced at a time.' },
)
export type RollingUpdateDaemonSet = TypeOf<typeof rollingUpdateDaemonSet>

export const daemonSetUpdateStrategy = object(
  'io.k8s.api.apps.v1.DaemonSetUpdateStrategy',
  {
    type: opt(1, oneOf('RollingUpdate', 'OnDelete'), { doc: 'RollingUpdate (the default) or OnDelete.' }),
    rollingUpdate: opt(2, rollingUpdateDaemonSet, {
      doc: 'How many at a time, for RollingUpdate.',
      pointer: true,
    }),
  },
  { doc: 'How old pods give way to new ones.' },
)
export type DaemonSetUpdateStrategy = TypeOf<typeof daemonSetUpdateStrategy>

export const daemonSetSpec = object(
  'io.k8s.api.apps.v1.DaemonSetSpec',
  {
    selector: req(1, labelSelector, { doc: 'Which pods belong to it; never changes.', pointer: true }),
    template: req(2, podTemplateSpec, {
      doc: 'What the pods look like; its node selector says on which nodes they run.',
      empty: 'zero',
    }),
    updateStrategy: opt(3, daemonSetUpdateStrategy, {
      doc: 'How old pods give way to new ones.',
      empty: 'zero',
    }),
    minReadySeconds: opt(4, int32, {
      doc: 'How long a new pod must be ready before it counts as available.',
    }),
    revisionHistoryLimit: opt(6, int32, {
      doc: 'How many old templates are kept to go back to; 10 where absent.',
      pointer: true,
    }),
  },
  { doc: 'What a daemon set shall run.' },
)
export type DaemonSetSpec = TypeOf<typeof daemonSetSpec>

export const daemonSetCondition = object(
  'io.k8s.api.apps.v1.DaemonSetCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type DaemonSetCondition = TypeOf<typeof daemonSetCondition>

export const daemonSetStatus = object(
  'io.k8s.api.apps.v1.DaemonSetStatus',
  {
    currentNumberScheduled: req(1, int32, { doc: 'How many nodes have a pod and should.', empty: 'zero' }),
    numberMisscheduled: req(2, int32, { doc: 'How many nodes have a pod and should not.', empty: 'zero' }),
    desiredNumberScheduled: req(3, int32, { doc: 'How many nodes should have a pod.', empty: 'zero' }),
    numberReady: req(4, int32, { doc: 'How many nodes have a pod that is ready.', empty: 'zero' }),
    observedGeneration: opt(5, int64, { doc: 'Generation of the daemon set that this describes.' }),
    updatedNumberScheduled: opt(6, int32, { doc: 'How many nodes have a pod with the newest template.' }),
    numberAvailable: opt(7, int32, {
      doc: 'How many nodes have a pod that has been ready for minReadySeconds.',
    }),
    numberUnavailable: opt(8, int32, { doc: 'How many nodes still lack one.' }),
    collisionCount: opt(9, int32, {
      doc: 'How often the name of a revision was taken already.',
      pointer: true,
    }),
    conditions: opt(
      10,
      list(daemonSetCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Conditions of the daemon set.' },
    ),
  },
  { doc: 'State of a daemon set.' },
)
export type DaemonSetStatus = TypeOf<typeof daemonSetStatus>

export const daemonSet = object(
  'io.k8s.api.apps.v1.DaemonSet',
  {
    ...kindFields,
    spec: opt(2, daemonSetSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, daemonSetStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Runs one pod on every node, or on every node of some kind.' },
)
export type DaemonSet = ObjectOf<typeof daemonSet>
