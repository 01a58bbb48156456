// Fields of pod in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
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
import { localObjectReference } from '../references.schema.ts'
import {
  container,
  ephemeralContainer,
  podResourceClaim,
  resourceRequirements,
} from './pod-container.schema.ts'
import { affinity, toleration, topologySpreadConstraint } from './pod-scheduling.schema.ts'
import { podSecurityContext } from './pod-security.schema.ts'
import { podStatus } from './pod-status.schema.ts'
import { volume } from './pod-volumes.schema.ts'

export const hostAlias = object(
  'io.k8s.api.core.v1.HostAlias',
  {
    ip: req(1, string, { doc: 'Address.', empty: 'zero' }),
    hostnames: opt(2, list(string), { doc: 'Names of that address.' }),
  },
  { doc: 'A line of /etc/hosts.' },
)
export type HostAlias = TypeOf<typeof hostAlias>

export const podDNSConfigOption = object(
  'io.k8s.api.core.v1.PodDNSConfigOption',
  {
    name: opt(1, string, { doc: 'Name of the option.' }),
    value: opt(2, string, { doc: 'Value of the option.', pointer: true }),
  },
  { doc: 'An option of the resolver.' },
)
export type PodDNSConfigOption = TypeOf<typeof podDNSConfigOption>

export const podDNSConfig = object(
  'io.k8s.api.core.v1.PodDNSConfig',
  {
    nameservers: opt(1, list(string), { doc: 'Addresses of name servers.' }),
    searches: opt(2, list(string), { doc: 'Domains in which short names are looked up.' }),
    options: opt(3, list(podDNSConfigOption), { doc: 'Options of the resolver.' }),
  },
  { doc: 'Settings of name lookup.' },
)
export type PodDNSConfig = TypeOf<typeof podDNSConfig>

export const podReadinessGate = object(
  'io.k8s.api.core.v1.PodReadinessGate',
  {
    conditionType: req(1, string, { doc: "Type of the condition in the pod's status.", empty: 'zero' }),
  },
  { doc: 'A condition that must be true before the pod counts as ready.' },
)
export type PodReadinessGate = TypeOf<typeof podReadinessGate>

export const podOS = object(
  'io.k8s.api.core.v1.PodOS',
  {
    name: req(1, string, { doc: 'linux or windows.', empty: 'zero' }),
  },
  { doc: 'An operating system.' },
)
export type PodOS = TypeOf<typeof podOS>

export const podSchedulingGate = object(
  'io.k8s.api.core.v1.PodSchedulingGate',
  {
    name: req(1, string, { doc: 'Name of the gate.', empty: 'zero' }),
  },
  { doc: 'Something that keeps the pod from being scheduled.' },
)
export type PodSchedulingGate = TypeOf<typeof podSchedulingGate>

export const podSchedulingGroup = object(
  'io.k8s.api.core.v1.PodSchedulingGroup',
  {
    podGroupName: opt(1, string, { doc: 'Name of the PodGroup.', pointer: true }),
  },
  { doc: 'The group that a pod is scheduled with.' },
)
export type PodSchedulingGroup = TypeOf<typeof podSchedulingGroup>

export const podSpec = object(
  'io.k8s.api.core.v1.PodSpec',
  {
    volumes: opt(
      1,
      list(volume, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge,retainKeys' }),
      { doc: 'Volumes that the containers may mount.' },
    ),
    initContainers: opt(
      20,
      list(container, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      {
        doc: 'Containers that run first, one after another, each to its end; those with restartPolicy Always keep running beside the others.',
      },
    ),
    containers: req(
      2,
      list(container, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      {
        doc: 'The containers of the pod; there is at least one, and most of them cannot be changed later.',
        empty: 'null',
      },
    ),
    ephemeralContainers: opt(
      34,
      list(ephemeralContainer, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      {
        doc: 'Containers added to the running pod for looking into it; written through the subresource of this name.',
      },
    ),
    restartPolicy: opt(3, oneOf('Always', 'OnFailure', 'Never'), {
      doc: 'When containers that ended are started again: Always (the default), OnFailure or Never.',
    }),
    terminationGracePeriodSeconds: opt(4, int64, {
      doc: 'How many seconds the containers have to end by themselves before they are killed; 30 where absent.',
      pointer: true,
    }),
    activeDeadlineSeconds: opt(5, int64, {
      doc: 'How many seconds the pod may run before it is ended as failed.',
      pointer: true,
    }),
    dnsPolicy: opt(6, oneOf('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'), {
      doc: 'Where names are looked up: ClusterFirst (the default), ClusterFirstWithHostNet, Default (as the node does) or None.',
    }),
    nodeSelector: opt(7, map(string, { mapType: 'atomic' }), {
      doc: 'Labels that a node must have for the pod to run there.',
    }),
    serviceAccountName: opt(8, string, {
      doc: 'Service account in whose name the pod speaks to the API; default where absent.',
    }),
    serviceAccount: opt(9, string, { doc: 'Old name of serviceAccountName.', deprecated: true }),
    automountServiceAccountToken: opt(21, bool, {
      doc: 'Whether the containers get a token of the service account.',
      pointer: true,
    }),
    nodeName: opt(10, string, {
      doc: 'Node that the pod runs on; set by the scheduler, or in advance to pass it by.',
    }),
    hostNetwork: opt(11, bool, { doc: "Use the node's network instead of one of its own." }),
    hostPID: opt(12, bool, { doc: "See the node's processes." }),
    hostIPC: opt(13, bool, { doc: "Use the node's interprocess communication." }),
    shareProcessNamespace: opt(27, bool, {
      doc: "Let the containers see one another's processes.",
      pointer: true,
    }),
    securityContext: opt(14, podSecurityContext, {
      doc: 'Users, groups and other safety settings for all containers.',
      pointer: true,
    }),
    imagePullSecrets: opt(
      15,
      list(localObjectReference, {
        listType: 'map',
        keys: ['name'],
        mergeKey: 'name',
        patchStrategy: 'merge',
      }),
      { doc: 'Secrets with credentials for the registries that images come from.' },
    ),
    hostname: opt(16, string, { doc: 'Host name of the pod; its own name where absent.' }),
    subdomain: opt(17, string, { doc: 'Name of the headless service below which the pod gets a DNS name.' }),
    affinity: opt(18, affinity, {
      doc: 'Rules that draw the pod to nodes or pods, or keep it away from them.',
      pointer: true,
    }),
    schedulerName: opt(19, string, {
      doc: 'Scheduler that is to place the pod; default-scheduler where absent.',
    }),
    tolerations: opt(22, list(toleration), { doc: 'Taints of nodes that the pod does not mind.' }),
    hostAliases: opt(
      23,
      list(hostAlias, { listType: 'map', keys: ['ip'], mergeKey: 'ip', patchStrategy: 'merge' }),
      { doc: 'Further lines for /etc/hosts.' },
    ),
    priorityClassName: opt(24, string, { doc: 'Class that says how important the pod is.' }),
    priority: opt(25, int32, { doc: 'How important the pod is; taken from the class.', pointer: true }),
    dnsConfig: opt(26, podDNSConfig, {
      doc: 'Name servers and search domains beside those of dnsPolicy.',
      pointer: true,
    }),
    readinessGates: opt(28, list(podReadinessGate), {
      doc: 'Further conditions that must be true before the pod counts as ready.',
    }),
    runtimeClassName: opt(29, string, {
      doc: 'Class of the container runtime that runs the pod.',
      pointer: true,
    }),
    enableServiceLinks: opt(30, bool, {
      doc: 'Whether containers get environment variables for the services of the namespace; true where absent.',
      pointer: true,
    }),
    preemptionPolicy: opt(31, oneOf('PreemptLowerPriority', 'Never'), {
      doc: 'Whether the pod may push less important ones from a node: PreemptLowerPriority (the default) or Never.',
      pointer: true,
    }),
    overhead: opt(32, map(quantity), {
      doc: 'What running the pod costs beside its containers; taken from the runtime class.',
    }),
    topologySpreadConstraints: opt(
      33,
      list(topologySpreadConstraint, {
        listType: 'map',
        keys: ['topologyKey', 'whenUnsatisfiable'],
        mergeKey: 'topologyKey',
        patchStrategy: 'merge',
      }),
      { doc: 'How evenly the pods of a group are spread over nodes, zones and the like.' },
    ),
    setHostnameAsFQDN: opt(35, bool, { doc: 'Use the full domain name as the host name.', pointer: true }),
    os: opt(36, podOS, { doc: 'Operating system that the containers are made for.', pointer: true }),
    hostUsers: opt(37, bool, { doc: 'False gives the pod a user namespace of its own.', pointer: true }),
    schedulingGates: opt(
      38,
      list(podSchedulingGate, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'While there are any, the pod is not scheduled.' },
    ),
    resourceClaims: opt(
      39,
      list(podResourceClaim, {
        listType: 'map',
        keys: ['name'],
        mergeKey: 'name',
        patchStrategy: 'merge,retainKeys',
      }),
      { doc: 'Devices and the like that the pod needs.', gates: ['DynamicResourceAllocation'] },
    ),
    resources: opt(40, resourceRequirements, {
      doc: 'Amounts for the pod as a whole.',
      pointer: true,
      gates: ['PodLevelResources'],
    }),
    hostnameOverride: opt(41, string, {
      doc: 'Host name that the pod sees, whatever the other fields say.',
      pointer: true,
      gates: ['HostnameOverride'],
    }),
    schedulingGroup: opt(43, podSchedulingGroup, {
      doc: 'The group that the pod is scheduled with.',
      pointer: true,
      gates: ['GenericWorkload'],
    }),
  },
  { doc: 'What a pod shall run, and how.' },
)
export type PodSpec = TypeOf<typeof podSpec>

export const pod = object(
  'io.k8s.api.core.v1.Pod',
  {
    ...kindFields,
    spec: opt(2, podSpec, { doc: 'What shall run, and how.', empty: 'zero' }),
    status: opt(3, podStatus, { doc: 'What runs; written by the kubelet.', empty: 'zero' }),
  },
  { doc: 'Containers that run together on one node and share an address.' },
)
export type Pod = ObjectOf<typeof pod>
