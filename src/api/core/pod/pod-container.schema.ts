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

export const resourceClaim = object(
  'io.k8s.api.core.v1.ResourceClaim',
  {
    name: req(1, string, { doc: 'Name of the claim within the pod.', empty: 'zero' }),
    request: opt(2, string, { doc: 'Only what this request of the claim gives.' }),
  },
  { doc: 'A claim of the pod that a container uses.' },
)
export type ResourceClaim = TypeOf<typeof resourceClaim>

export const resourceRequirements = object(
  'io.k8s.api.core.v1.ResourceRequirements',
  {
    limits: opt(1, map(quantity), { doc: 'The most that may be used.' }),
    requests: opt(2, map(quantity), {
      doc: 'What is set aside; the scheduler counts with it. The limits where absent.',
    }),
    claims: opt(3, list(resourceClaim, { listType: 'map', keys: ['name'] }), {
      doc: 'Claims of the pod that this container uses.',
      gates: ['DynamicResourceAllocation'],
    }),
  },
  { doc: 'How much of each resource is needed and allowed.' },
)
export type ResourceRequirements = TypeOf<typeof resourceRequirements>

export const containerExtendedResourceRequest = object(
  'io.k8s.api.core.v1.ContainerExtendedResourceRequest',
  {
    containerName: req(1, string, { doc: 'Name of the container.', empty: 'zero' }),
    resourceName: req(2, string, { doc: 'Name of the extended resource.', empty: 'zero' }),
    requestName: req(3, string, { doc: 'Name of the request in the claim.', empty: 'zero' }),
  },
  { doc: "Which request of a claim stands for a container's extended resource." },
)
export type ContainerExtendedResourceRequest = TypeOf<typeof containerExtendedResourceRequest>

export const linuxContainerUser = object(
  'io.k8s.api.core.v1.LinuxContainerUser',
  {
    uid: req(1, int64, { doc: 'User.', empty: 'zero' }),
    gid: req(2, int64, { doc: 'Primary group.', empty: 'zero' }),
    supplementalGroups: opt(3, list(int64), { doc: 'Other groups.' }),
  },
  { doc: 'User and groups of a process.' },
)
export type LinuxContainerUser = TypeOf<typeof linuxContainerUser>

export const containerUser = object(
  'io.k8s.api.core.v1.ContainerUser',
  {
    linux: opt(1, linuxContainerUser, { doc: 'User and groups on Linux.', pointer: true }),
  },
  { doc: 'Who the first process of a container runs as.' },
)
export type ContainerUser = TypeOf<typeof containerUser>

export const podResourceClaim = object(
  'io.k8s.api.core.v1.PodResourceClaim',
  {
    name: req(1, string, { doc: 'Name of the claim within the pod.', empty: 'zero' }),
    resourceClaimName: opt(3, string, { doc: 'Name of a ResourceClaim that is there.', pointer: true }),
    resourceClaimTemplateName: opt(4, string, {
      doc: 'Name of a ResourceClaimTemplate that one is made from.',
      pointer: true,
    }),
  },
  { doc: 'A claim for devices; one of both names is set.' },
)
export type PodResourceClaim = TypeOf<typeof podResourceClaim>

export const containerPort = object(
  'io.k8s.api.core.v1.ContainerPort',
  {
    name: opt(1, string, { doc: 'Name that services may use for the port.' }),
    hostPort: opt(2, int32, { doc: 'Port of the node that leads here.' }),
    containerPort: req(3, int32, { doc: 'Number of the port.', empty: 'zero' }),
    protocol: opt(4, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP (the default), UDP or SCTP.', default: 'TCP' }),
    hostIP: opt(5, string, { doc: 'Address of the node for hostPort.' }),
  },
  { doc: 'A port of a container.' },
)
export type ContainerPort = TypeOf<typeof containerPort>

export const configMapEnvSource = object(
  'io.k8s.api.core.v1.ConfigMapEnvSource',
  {
    ...inline(1, localObjectReference),
    optional: opt(2, bool, { doc: 'Whether it may be missing.', pointer: true }),
  },
  { doc: 'A config map.' },
)
export type ConfigMapEnvSource = TypeOf<typeof configMapEnvSource>

export const secretEnvSource = object(
  'io.k8s.api.core.v1.SecretEnvSource',
  {
    ...inline(1, localObjectReference),
    optional: opt(2, bool, { doc: 'Whether it may be missing.', pointer: true }),
  },
  { doc: 'A secret.' },
)
export type SecretEnvSource = TypeOf<typeof secretEnvSource>

export const envFromSource = object(
  'io.k8s.api.core.v1.EnvFromSource',
  {
    prefix: opt(1, string, { doc: 'Put before every name.' }),
    configMapRef: opt(2, configMapEnvSource, { doc: 'The config map.', pointer: true }),
    secretRef: opt(3, secretEnvSource, { doc: 'The secret.', pointer: true }),
  },
  { doc: 'A config map or secret whose keys all become environment variables.' },
)
export type EnvFromSource = TypeOf<typeof envFromSource>

export const configMapKeySelector = object(
  'io.k8s.api.core.v1.ConfigMapKeySelector',
  {
    ...inline(1, localObjectReference),
    key: req(2, string, { doc: 'The key.', empty: 'zero' }),
    optional: opt(3, bool, { doc: 'Whether the config map or the key may be missing.', pointer: true }),
  },
  { doc: 'A key of a config map.', structType: 'atomic' },
)
export type ConfigMapKeySelector = TypeOf<typeof configMapKeySelector>

export const secretKeySelector = object(
  'io.k8s.api.core.v1.SecretKeySelector',
  {
    ...inline(1, localObjectReference),
    key: req(2, string, { doc: 'The key.', empty: 'zero' }),
    optional: opt(3, bool, { doc: 'Whether the secret or the key may be missing.', pointer: true }),
  },
  { doc: 'A key of a secret.', structType: 'atomic' },
)
export type SecretKeySelector = TypeOf<typeof secretKeySelector>

export const fileKeySelector = object(
  'io.k8s.api.core.v1.FileKeySelector',
  {
    volumeName: req(1, string, { doc: 'Name of the emptyDir volume.', empty: 'zero' }),
    path: req(2, string, { doc: 'Path of the file in the volume.', empty: 'zero' }),
    key: req(3, string, { doc: 'Name of the variable in the file.', empty: 'zero' }),
    optional: opt(4, bool, {
      doc: 'Go on where there is no such file or variable.',
      pointer: true,
      default: false,
    }),
  },
  { doc: 'A variable out of a file that another container wrote.', structType: 'atomic' },
)
export type FileKeySelector = TypeOf<typeof fileKeySelector>

export const envVarSource = object(
  'io.k8s.api.core.v1.EnvVarSource',
  {
    fieldRef: opt(1, objectFieldSelector, { doc: 'A field of the pod.', pointer: true }),
    resourceFieldRef: opt(2, resourceFieldSelector, {
      doc: 'An amount that a container requests or may use.',
      pointer: true,
    }),
    configMapKeyRef: opt(3, configMapKeySelector, { doc: 'A key of a config map.', pointer: true }),
    secretKeyRef: opt(4, secretKeySelector, { doc: 'A key of a secret.', pointer: true }),
    fileKeyRef: opt(5, fileKeySelector, {
      doc: 'A key of a file in a volume.',
      pointer: true,
      gates: ['EnvFiles'],
    }),
  },
  { doc: 'Where the value of an environment variable comes from.' },
)
export type EnvVarSource = TypeOf<typeof envVarSource>

export const envVar = object(
  'io.k8s.api.core.v1.EnvVar',
  {
    name: req(1, string, { doc: 'Name of the variable.', empty: 'zero' }),
    value: opt(2, string, { doc: 'Value; $(NAME) stands for variables named earlier.' }),
    valueFrom: opt(3, envVarSource, { doc: 'Where the value comes from, instead of value.', pointer: true }),
  },
  { doc: 'An environment variable.' },
)
export type EnvVar = TypeOf<typeof envVar>

export const containerResizePolicy = object(
  'io.k8s.api.core.v1.ContainerResizePolicy',
  {
    resourceName: req(1, string, { doc: 'cpu or memory.', empty: 'zero' }),
    restartPolicy: req(2, string, { doc: 'NotRequired or RestartContainer.', empty: 'zero' }),
  },
  { doc: 'What a change of one resource does.' },
)
export type ContainerResizePolicy = TypeOf<typeof containerResizePolicy>

export const containerRestartRuleOnExitCodes = object(
  'io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes',
  {
    operator: req(1, string, { doc: 'In or NotIn.' }),
    values: opt(2, list(int32, { listType: 'set' }), { doc: 'The exit codes.' }),
  },
  { doc: 'Exit codes of a rule.' },
)
export type ContainerRestartRuleOnExitCodes = TypeOf<typeof containerRestartRuleOnExitCodes>

export const containerRestartRule = object(
  'io.k8s.api.core.v1.ContainerRestartRule',
  {
    action: req(1, string, { doc: 'Restart or RestartAllContainers.' }),
    exitCodes: opt(2, containerRestartRuleOnExitCodes, {
      doc: 'Exit codes that the rule is for.',
      pointer: true,
    }),
  },
  { doc: 'When a container is started again, beside its policy.' },
)
export type ContainerRestartRule = TypeOf<typeof containerRestartRule>

export const ephemeralContainerCommon = object(
  'io.k8s.api.core.v1.EphemeralContainerCommon',
  {
    name: req(1, string, { doc: "Name of the container; unique among all of the pod's.", empty: 'zero' }),
    image: opt(2, string, { doc: 'Image of the container.' }),
    command: opt(3, list(string), {
      doc: "Program and first arguments; the image's entrypoint where absent.",
    }),
    args: opt(4, list(string), { doc: "Arguments; the image's where absent." }),
    workingDir: opt(5, string, { doc: "Directory that it starts in; the image's where absent." }),
    ports: opt(
      6,
      list(containerPort, {
        listType: 'map',
        keys: ['containerPort', 'protocol'],
        mergeKey: 'containerPort',
        patchStrategy: 'merge',
      }),
      { doc: 'Not allowed for ephemeral containers.' },
    ),
    envFrom: opt(19, list(envFromSource), { doc: 'Sources of many environment variables.' }),
    env: opt(7, list(envVar, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }), {
      doc: 'Environment variables.',
    }),
    resources: opt(8, resourceRequirements, { doc: 'Not allowed for ephemeral containers.', empty: 'zero' }),
    resizePolicy: opt(23, list(containerResizePolicy), {
      doc: 'What a change of resources does.',
      gates: ['InPlacePodVerticalScaling'],
    }),
    restartPolicy: opt(24, string, { doc: 'Not allowed for ephemeral containers.', pointer: true }),
    restartPolicyRules: opt(25, list(containerRestartRule), {
      doc: 'Not allowed for ephemeral containers.',
      gates: ['ContainerRestartRules'],
    }),
    volumeMounts: opt(
      9,
      list(volumeMount, {
        listType: 'map',
        keys: ['mountPath'],
        mergeKey: 'mountPath',
        patchStrategy: 'merge',
      }),
      { doc: 'Volumes of the pod, and where they are mounted.' },
    ),
    volumeDevices: opt(
      21,
      list(volumeDevice, {
        listType: 'map',
        keys: ['devicePath'],
        mergeKey: 'devicePath',
        patchStrategy: 'merge',
      }),
      { doc: 'Block devices of the pod, and where they appear.' },
    ),
    livenessProbe: opt(10, probe, { doc: 'Not allowed for ephemeral containers.', pointer: true }),
    readinessProbe: opt(11, probe, { doc: 'Not allowed for ephemeral containers.', pointer: true }),
    startupProbe: opt(22, probe, { doc: 'Not allowed for ephemeral containers.', pointer: true }),
    lifecycle: opt(12, lifecycle, { doc: 'Not allowed for ephemeral containers.', pointer: true }),
    terminationMessagePath: opt(13, string, {
      doc: 'File that the container may leave its last words in; /dev/termination-log where absent.',
    }),
    terminationMessagePolicy: opt(20, oneOf('File', 'FallbackToLogsOnError'), {
      doc: 'File, or FallbackToLogsOnError.',
    }),
    imagePullPolicy: opt(14, oneOf('Always', 'Never', 'IfNotPresent'), {
      doc: 'Always, IfNotPresent or Never.',
    }),
    securityContext: opt(15, securityContext, { doc: 'What the container may do.', pointer: true }),
    stdin: opt(16, bool, { doc: 'Keep its input open.' }),
    stdinOnce: opt(17, bool, { doc: 'Close its input when the first client goes away.' }),
    tty: opt(18, bool, { doc: 'Give it a terminal.' }),
  },
  { doc: 'What ephemeral containers have in common with others.' },
)
export type EphemeralContainerCommon = TypeOf<typeof ephemeralContainerCommon>

export const ephemeralContainer = object(
  'io.k8s.api.core.v1.EphemeralContainer',
  {
    ...inline(1, ephemeralContainerCommon),
    targetContainerName: opt(2, string, { doc: 'Container whose processes it shall see.' }),
  },
  { doc: 'A container put into a running pod for looking into it.' },
)
export type EphemeralContainer = TypeOf<typeof ephemeralContainer>

export const container = object(
  'io.k8s.api.core.v1.Container',
  {
    name: req(1, string, {
      doc: 'Name of the container, different from all others in the pod.',
      empty: 'zero',
    }),
    image: opt(2, string, { doc: 'Image to run, such as nginx:1.29.' }),
    command: opt(3, list(string), {
      doc: "Program and first arguments, instead of the image's entry point.",
    }),
    args: opt(4, list(string), { doc: 'Arguments, instead of those that the image names.' }),
    workingDir: opt(5, string, { doc: "Directory in which the program starts; the image's where absent." }),
    ports: opt(
      6,
      list(containerPort, {
        listType: 'map',
        keys: ['containerPort', 'protocol'],
        mergeKey: 'containerPort',
        patchStrategy: 'merge',
      }),
      { doc: 'Ports that the container listens on; mostly for information.' },
    ),
    envFrom: opt(19, list(envFromSource), {
      doc: 'Config maps and secrets whose keys all become environment variables.',
    }),
    env: opt(7, list(envVar, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }), {
      doc: 'Environment variables.',
    }),
    resources: opt(8, resourceRequirements, {
      doc: 'How much CPU, memory and so on the container needs and may use.',
      empty: 'zero',
    }),
    resizePolicy: opt(23, list(containerResizePolicy), {
      doc: 'Whether a change of its amounts restarts the container.',
      gates: ['InPlacePodVerticalScaling'],
    }),
    restartPolicy: opt(24, string, {
      doc: 'When the container is started again, where that differs from the pod; an init container with Always is a sidecar.',
      pointer: true,
    }),
    restartPolicyRules: opt(25, list(containerRestartRule), {
      doc: 'Exit codes that decide whether the container is started again.',
      gates: ['ContainerRestartRules'],
    }),
    volumeMounts: opt(
      9,
      list(volumeMount, {
        listType: 'map',
        keys: ['mountPath'],
        mergeKey: 'mountPath',
        patchStrategy: 'merge',
      }),
      { doc: "Where volumes appear in the container's file system." },
    ),
    volumeDevices: opt(
      21,
      list(volumeDevice, {
        listType: 'map',
        keys: ['devicePath'],
        mergeKey: 'devicePath',
        patchStrategy: 'merge',
      }),
      { doc: 'Where block devices appear in the container.' },
    ),
    livenessProbe: opt(10, probe, {
      doc: 'When this check fails the container is restarted.',
      pointer: true,
    }),
    readinessProbe: opt(11, probe, {
      doc: 'While this check fails the pod gets no traffic from services.',
      pointer: true,
    }),
    startupProbe: opt(22, probe, {
      doc: 'The other checks wait until this one has succeeded.',
      pointer: true,
    }),
    lifecycle: opt(12, lifecycle, {
      doc: 'What to do when the container starts and before it ends.',
      pointer: true,
    }),
    terminationMessagePath: opt(13, string, {
      doc: "File whose content becomes the message of the container's end; /dev/termination-log where absent.",
    }),
    terminationMessagePolicy: opt(20, oneOf('File', 'FallbackToLogsOnError'), {
      doc: 'Whether the end of the log is used when that file is empty: File (the default) or FallbackToLogsOnError.',
    }),
    imagePullPolicy: opt(14, oneOf('Always', 'Never', 'IfNotPresent'), {
      doc: 'When the image is fetched: Always (the default for :latest), IfNotPresent (the default otherwise) or Never.',
    }),
    securityContext: opt(15, securityContext, {
      doc: "User, capabilities and other safety settings, instead of the pod's.",
      pointer: true,
    }),
    stdin: opt(16, bool, { doc: 'Keep standard input open.' }),
    stdinOnce: opt(17, bool, { doc: 'Close standard input after the first client has left.' }),
    tty: opt(18, bool, { doc: 'Give the container a terminal; needs stdin.' }),
  },
  { doc: 'A program to run, from an image.' },
)
export type Container = TypeOf<typeof container>
