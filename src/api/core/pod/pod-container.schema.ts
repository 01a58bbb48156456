// Fields of pod-container in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import {
  bool,
  inline,
  int32,
  int64,
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { localObjectReference, objectFieldSelector, resourceFieldSelector } from '../references.schema.ts'
import { lifecycle, probe } from './pod-probes.schema.ts'
import { securityContext } from './pod-security.schema.ts'
import { volumeDevice, volumeMount } from './pod-volumes.schema.ts'

export const resourceClaim = object('io.k8s.api.core.v1.ResourceClaim', {
  name: req(1, string, { empty: 'zero' }),
  request: opt(2, string),
})
export type ResourceClaim = TypeOf<typeof resourceClaim>

export const resourceRequirements = object('io.k8s.api.core.v1.ResourceRequirements', {
  limits: opt(1, map(quantity)),
  requests: opt(2, map(quantity)),
  claims: opt(3, list(resourceClaim, { listType: 'map', keys: ['name'] }), {
    gates: ['DynamicResourceAllocation'],
  }),
})
export type ResourceRequirements = TypeOf<typeof resourceRequirements>

export const containerExtendedResourceRequest = object(
  'io.k8s.api.core.v1.ContainerExtendedResourceRequest',
  {
    containerName: req(1, string, { empty: 'zero' }),
    resourceName: req(2, string, { empty: 'zero' }),
    requestName: req(3, string, { empty: 'zero' }),
  },
)
export type ContainerExtendedResourceRequest = TypeOf<typeof containerExtendedResourceRequest>

export const linuxContainerUser = object('io.k8s.api.core.v1.LinuxContainerUser', {
  uid: req(1, int64, { empty: 'zero' }),
  gid: req(2, int64, { empty: 'zero' }),
  supplementalGroups: opt(3, list(int64)),
})
export type LinuxContainerUser = TypeOf<typeof linuxContainerUser>

export const containerUser = object('io.k8s.api.core.v1.ContainerUser', {
  linux: opt(1, linuxContainerUser, { pointer: true }),
})
export type ContainerUser = TypeOf<typeof containerUser>

export const podResourceClaim = object('io.k8s.api.core.v1.PodResourceClaim', {
  name: req(1, string, { empty: 'zero' }),
  resourceClaimName: opt(3, string, { pointer: true }),
  resourceClaimTemplateName: opt(4, string, { pointer: true }),
})
export type PodResourceClaim = TypeOf<typeof podResourceClaim>

export const containerPort = object('io.k8s.api.core.v1.ContainerPort', {
  name: opt(1, string),
  hostPort: opt(2, int32),
  containerPort: req(3, int32, { empty: 'zero' }),
  protocol: opt(4, oneOf('TCP', 'UDP', 'SCTP'), { default: 'TCP' }),
  hostIP: opt(5, string),
})
export type ContainerPort = TypeOf<typeof containerPort>

export const configMapEnvSource = object('io.k8s.api.core.v1.ConfigMapEnvSource', {
  ...inline(1, localObjectReference),
  optional: opt(2, bool, { pointer: true }),
})
export type ConfigMapEnvSource = TypeOf<typeof configMapEnvSource>

export const secretEnvSource = object('io.k8s.api.core.v1.SecretEnvSource', {
  ...inline(1, localObjectReference),
  optional: opt(2, bool, { pointer: true }),
})
export type SecretEnvSource = TypeOf<typeof secretEnvSource>

export const envFromSource = object('io.k8s.api.core.v1.EnvFromSource', {
  prefix: opt(1, string),
  configMapRef: opt(2, configMapEnvSource, { pointer: true }),
  secretRef: opt(3, secretEnvSource, { pointer: true }),
})
export type EnvFromSource = TypeOf<typeof envFromSource>

export const configMapKeySelector = object(
  'io.k8s.api.core.v1.ConfigMapKeySelector',
  {
    ...inline(1, localObjectReference),
    key: req(2, string, { empty: 'zero' }),
    optional: opt(3, bool, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type ConfigMapKeySelector = TypeOf<typeof configMapKeySelector>

export const secretKeySelector = object(
  'io.k8s.api.core.v1.SecretKeySelector',
  {
    ...inline(1, localObjectReference),
    key: req(2, string, { empty: 'zero' }),
    optional: opt(3, bool, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type SecretKeySelector = TypeOf<typeof secretKeySelector>

export const fileKeySelector = object(
  'io.k8s.api.core.v1.FileKeySelector',
  {
    volumeName: req(1, string, { empty: 'zero' }),
    path: req(2, string, { empty: 'zero' }),
    key: req(3, string, { empty: 'zero' }),
    optional: opt(4, bool, { pointer: true, default: false }),
  },
  { structType: 'atomic' },
)
export type FileKeySelector = TypeOf<typeof fileKeySelector>

export const envVarSource = object('io.k8s.api.core.v1.EnvVarSource', {
  fieldRef: opt(1, objectFieldSelector, { pointer: true }),
  resourceFieldRef: opt(2, resourceFieldSelector, { pointer: true }),
  configMapKeyRef: opt(3, configMapKeySelector, { pointer: true }),
  secretKeyRef: opt(4, secretKeySelector, { pointer: true }),
  fileKeyRef: opt(5, fileKeySelector, { pointer: true, gates: ['EnvFiles'] }),
})
export type EnvVarSource = TypeOf<typeof envVarSource>

export const envVar = object('io.k8s.api.core.v1.EnvVar', {
  name: req(1, string, { empty: 'zero' }),
  value: opt(2, string),
  valueFrom: opt(3, envVarSource, { pointer: true }),
})
export type EnvVar = TypeOf<typeof envVar>

export const containerResizePolicy = object('io.k8s.api.core.v1.ContainerResizePolicy', {
  resourceName: req(1, string, { empty: 'zero' }),
  restartPolicy: req(2, string, { empty: 'zero' }),
})
export type ContainerResizePolicy = TypeOf<typeof containerResizePolicy>

export const containerRestartRuleOnExitCodes = object('io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes', {
  operator: req(1, string),
  values: opt(2, list(int32, { listType: 'set' })),
})
export type ContainerRestartRuleOnExitCodes = TypeOf<typeof containerRestartRuleOnExitCodes>

export const containerRestartRule = object('io.k8s.api.core.v1.ContainerRestartRule', {
  action: req(1, string),
  exitCodes: opt(2, containerRestartRuleOnExitCodes, { pointer: true }),
})
export type ContainerRestartRule = TypeOf<typeof containerRestartRule>

export const ephemeralContainerCommon = object('io.k8s.api.core.v1.EphemeralContainerCommon', {
  name: req(1, string, { empty: 'zero' }),
  image: opt(2, string),
  command: opt(3, list(string)),
  args: opt(4, list(string)),
  workingDir: opt(5, string),
  ports: opt(
    6,
    list(containerPort, {
      listType: 'map',
      keys: ['containerPort', 'protocol'],
      mergeKey: 'containerPort',
      patchStrategy: 'merge',
    }),
  ),
  envFrom: opt(19, list(envFromSource)),
  env: opt(7, list(envVar, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' })),
  resources: opt(8, resourceRequirements, { empty: 'zero' }),
  resizePolicy: opt(23, list(containerResizePolicy), { gates: ['InPlacePodVerticalScaling'] }),
  restartPolicy: opt(24, string, { pointer: true }),
  restartPolicyRules: opt(25, list(containerRestartRule), { gates: ['ContainerRestartRules'] }),
  volumeMounts: opt(
    9,
    list(volumeMount, {
      listType: 'map',
      keys: ['mountPath'],
      mergeKey: 'mountPath',
      patchStrategy: 'merge',
    }),
  ),
  volumeDevices: opt(
    21,
    list(volumeDevice, {
      listType: 'map',
      keys: ['devicePath'],
      mergeKey: 'devicePath',
      patchStrategy: 'merge',
    }),
  ),
  livenessProbe: opt(10, probe, { pointer: true }),
  readinessProbe: opt(11, probe, { pointer: true }),
  startupProbe: opt(22, probe, { pointer: true }),
  lifecycle: opt(12, lifecycle, { pointer: true }),
  terminationMessagePath: opt(13, string),
  terminationMessagePolicy: opt(20, oneOf('File', 'FallbackToLogsOnError')),
  imagePullPolicy: opt(14, oneOf('Always', 'Never', 'IfNotPresent')),
  securityContext: opt(15, securityContext, { pointer: true }),
  stdin: opt(16, bool),
  stdinOnce: opt(17, bool),
  tty: opt(18, bool),
})
export type EphemeralContainerCommon = TypeOf<typeof ephemeralContainerCommon>

export const ephemeralContainer = object('io.k8s.api.core.v1.EphemeralContainer', {
  ...inline(1, ephemeralContainerCommon),
  targetContainerName: opt(2, string),
})
export type EphemeralContainer = TypeOf<typeof ephemeralContainer>

export const container = object('io.k8s.api.core.v1.Container', {
  name: req(1, string, { empty: 'zero' }),
  image: opt(2, string),
  command: opt(3, list(string)),
  args: opt(4, list(string)),
  workingDir: opt(5, string),
  ports: opt(
    6,
    list(containerPort, {
      listType: 'map',
      keys: ['containerPort', 'protocol'],
      mergeKey: 'containerPort',
      patchStrategy: 'merge',
    }),
  ),
  envFrom: opt(19, list(envFromSource)),
  env: opt(7, list(envVar, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' })),
  resources: opt(8, resourceRequirements, { empty: 'zero' }),
  resizePolicy: opt(23, list(containerResizePolicy), { gates: ['InPlacePodVerticalScaling'] }),
  restartPolicy: opt(24, string, { pointer: true }),
  restartPolicyRules: opt(25, list(containerRestartRule), { gates: ['ContainerRestartRules'] }),
  volumeMounts: opt(
    9,
    list(volumeMount, {
      listType: 'map',
      keys: ['mountPath'],
      mergeKey: 'mountPath',
      patchStrategy: 'merge',
    }),
  ),
  volumeDevices: opt(
    21,
    list(volumeDevice, {
      listType: 'map',
      keys: ['devicePath'],
      mergeKey: 'devicePath',
      patchStrategy: 'merge',
    }),
  ),
  livenessProbe: opt(10, probe, { pointer: true }),
  readinessProbe: opt(11, probe, { pointer: true }),
  startupProbe: opt(22, probe, { pointer: true }),
  lifecycle: opt(12, lifecycle, { pointer: true }),
  terminationMessagePath: opt(13, string),
  terminationMessagePolicy: opt(20, oneOf('File', 'FallbackToLogsOnError')),
  imagePullPolicy: opt(14, oneOf('Always', 'Never', 'IfNotPresent')),
  securityContext: opt(15, securityContext, { pointer: true }),
  stdin: opt(16, bool),
  stdinOnce: opt(17, bool),
  tty: opt(18, bool),
})
export type Container = TypeOf<typeof container>
