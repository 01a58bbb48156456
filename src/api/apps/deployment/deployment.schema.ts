// Fields of deployment in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
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

export const rollingUpdateDeployment = object(
  'io.k8s.api.apps.v1.RollingUpdateDeployment',
  {
    maxUnavailable: opt(1, intOrString, {
      doc: 'How many may be missing meanwhile, as a number or a percentage; 25% where absent.',
      pointer: true,
    }),
    maxSurge: opt(2, intOrString, {
      doc: 'How many there may be beyond replicas meanwhile, as a number or a percentage; 25% where absent.',
      pointer: true,
    }),
  },
  { doc: 'How many pods are replaced at a time.' },
)
export type RollingUpdateDeployment = TypeOf<typeof rollingUpdateDeployment>

export const deploymentStrategy = object(
  'io.k8s.api.apps.v1.DeploymentStrategy',
  {
    type: opt(1, oneOf('Recreate', 'RollingUpdate'), { doc: 'RollingUpdate (the default) or Recreate.' }),
    rollingUpdate: opt(2, rollingUpdateDeployment, {
      doc: 'How many at a time, for RollingUpdate.',
      pointer: true,
    }),
  },
  { doc: 'How old pods give way to new ones.' },
)
export type DeploymentStrategy = TypeOf<typeof deploymentStrategy>

export const deploymentSpec = object(
  'io.k8s.api.apps.v1.DeploymentSpec',
  {
    replicas: opt(1, int32, { doc: 'How many pods; 1 where absent.', pointer: true }),
    selector: req(2, labelSelector, { doc: 'Which pods belong to it; never changes.', pointer: true }),
    template: req(3, podTemplateSpec, {
      doc: 'What the pods look like; a change of it starts a rollout.',
      empty: 'zero',
    }),
    strategy: opt(4, deploymentStrategy, {
      doc: 'How old pods give way to new ones.',
      empty: 'zero',
      patchStrategy: 'retainKeys',
    }),
    minReadySeconds: opt(5, int32, {
      doc: 'How long a new pod must be ready before it counts as available.',
    }),
    revisionHistoryLimit: opt(6, int32, {
      doc: 'How many old replica sets are kept to go back to; 10 where absent.',
      pointer: true,
    }),
    paused: opt(7, bool, { doc: 'While true, changes of the template start no rollout.' }),
    progressDeadlineSeconds: opt(9, int32, {
      doc: 'How long a rollout may make no progress before it counts as failed; 600 where absent.',
      pointer: true,
    }),
  },
  { doc: 'What a deployment shall keep running.' },
)
export type DeploymentSpec = TypeOf<typeof deploymentSpec>

export const deploymentCondition = object(
  'io.k8s.api.apps.v1.DeploymentCondition',
  {
    type: req(1, string, { doc: 'Available, Progressing or ReplicaFailure.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastUpdateTime: opt(6, time, { empty: 'zero', doc: 'When this was last written.' }),
    lastTransitionTime: opt(7, time, { empty: 'zero', doc: 'When status last changed.' }),
    reason: opt(4, string, { doc: 'Why, as one word.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a deployment's state." },
)
export type DeploymentCondition = TypeOf<typeof deploymentCondition>

export const deploymentStatus = object(
  'io.k8s.api.apps.v1.DeploymentStatus',
  {
    observedGeneration: opt(1, int64, { doc: 'Generation of the deployment that this describes.' }),
    replicas: opt(2, int32, { doc: 'How many pods there are.' }),
    updatedReplicas: opt(3, int32, { doc: 'How many of them have the newest template.' }),
    readyReplicas: opt(7, int32, { doc: 'How many of them are ready.' }),
    availableReplicas: opt(4, int32, { doc: 'How many of them have been ready for minReadySeconds.' }),
    unavailableReplicas: opt(5, int32, { doc: 'How many are still missing.' }),
    terminatingReplicas: opt(9, int32, { doc: 'How many are on their way out.', pointer: true }),
    conditions: opt(
      6,
      list(deploymentCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'Whether the deployment is available and makes progress.' },
    ),
    collisionCount: opt(8, int32, {
      doc: 'How often the name of a replica set was taken already.',
      pointer: true,
    }),
  },
  { doc: 'State of a deployment.' },
)
export type DeploymentStatus = TypeOf<typeof deploymentStatus>

export const deployment = object(
  'io.k8s.api.apps.v1.Deployment',
  {
    ...kindFields,
    spec: opt(2, deploymentSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, deploymentStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Keeps a number of like pods running and replaces them step by step when their template changes.' },
)
export type Deployment = ObjectOf<typeof deployment>
