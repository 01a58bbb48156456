// Fields of deployment in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { labelSelector, objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const rollingUpdateDeployment = object('io.k8s.api.apps.v1.RollingUpdateDeployment', {
  maxUnavailable: opt(1, intOrString, { pointer: true }),
  maxSurge: opt(2, intOrString, { pointer: true }),
})
export type RollingUpdateDeployment = TypeOf<typeof rollingUpdateDeployment>

export const deploymentStrategy = object('io.k8s.api.apps.v1.DeploymentStrategy', {
  type: opt(1, oneOf('Recreate', 'RollingUpdate')),
  rollingUpdate: opt(2, rollingUpdateDeployment, { pointer: true }),
})
export type DeploymentStrategy = TypeOf<typeof deploymentStrategy>

export const deploymentSpec = object('io.k8s.api.apps.v1.DeploymentSpec', {
  replicas: opt(1, int32, { pointer: true }),
  selector: req(2, labelSelector, { pointer: true }),
  template: req(3, podTemplateSpec, { empty: 'zero' }),
  strategy: opt(4, deploymentStrategy, { empty: 'zero', patchStrategy: 'retainKeys' }),
  minReadySeconds: opt(5, int32),
  revisionHistoryLimit: opt(6, int32, { pointer: true }),
  paused: opt(7, bool),
  progressDeadlineSeconds: opt(9, int32, { pointer: true }),
})
export type DeploymentSpec = TypeOf<typeof deploymentSpec>

export const deploymentCondition = object('io.k8s.api.apps.v1.DeploymentCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastUpdateTime: opt(6, time),
  lastTransitionTime: opt(7, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type DeploymentCondition = TypeOf<typeof deploymentCondition>

export const deploymentStatus = object('io.k8s.api.apps.v1.DeploymentStatus', {
  observedGeneration: opt(1, int64),
  replicas: opt(2, int32),
  updatedReplicas: opt(3, int32),
  readyReplicas: opt(7, int32),
  availableReplicas: opt(4, int32),
  unavailableReplicas: opt(5, int32),
  terminatingReplicas: opt(9, int32, { pointer: true }),
  conditions: opt(
    6,
    list(deploymentCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  collisionCount: opt(8, int32, { pointer: true }),
})
export type DeploymentStatus = TypeOf<typeof deploymentStatus>

export const deployment = object('io.k8s.api.apps.v1.Deployment', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, deploymentSpec, { empty: 'zero' }),
  status: opt(3, deploymentStatus, { empty: 'zero' }),
})
export type Deployment = ObjectOf<typeof deployment>
