// What holds for every kind: its columns are those of upstream, its field selectors have values, and so on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../machinery/kind.ts'
import { kinds } from './kinds.ts'
import { optionalKinds } from './optional-kinds.ts'
import { specimen } from './specimen.ts'

/** Columns as upstream prints them (1.36): `:type` where not a string, `*` where shown with -o wide only. */
const upstream: Readonly<Record<string, string>> = {
  'v1 ComponentStatus': 'Name, Status, Message, Error',
  'v1 ConfigMap': 'Name, Data, Age',
  'v1 Endpoints': 'Name, Endpoints, Age',
  'v1 Event': 'Last Seen, Type, Reason, Object, Subobject*, Source*, Message, First Seen*, Count*, Name*',
  'v1 LimitRange': 'Name, Created At:date',
  'v1 Namespace': 'Name, Status, Age',
  'v1 Node':
    'Name, Status, Roles, Age, Version, Internal-IP*, External-IP*, OS-Image*, Kernel-Version*, Container-Runtime*',
  'v1 PersistentVolumeClaim':
    'Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode*',
  'v1 PersistentVolume':
    'Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, VolumeMode*',
  'v1 Pod': 'Name, Ready, Status, Restarts, Age, IP*, Node*, Nominated Node*, Readiness Gates*',
  'v1 PodTemplate': 'Name, Containers, Images, Pod Labels',
  'v1 ReplicationController':
    'Name, Desired:integer, Current:integer, Ready:integer, Age, Containers*, Images*, Selector*',
  'v1 ResourceQuota': 'Name, Request, Limit, Age',
  'v1 Secret': 'Name, Type, Data, Age',
  'v1 ServiceAccount': 'Name, Secrets, Age',
  'v1 Service': 'Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector*',
  'apiregistration.k8s.io/v1 APIService': 'Name, Service, Available, Age',
  'apps/v1 ControllerRevision': 'Name, Controller, Revision, Age',
  'apps/v1 DaemonSet':
    'Name, Desired:integer, Current:integer, Ready:integer, Up-to-date:integer, Available:integer, Node Selector, Age, Containers*, Images*, Selector*',
  'apps/v1 Deployment': 'Name, Ready, Up-to-date, Available, Age, Containers*, Images*, Selector*',
  'apps/v1 ReplicaSet':
    'Name, Desired:integer, Current:integer, Ready:integer, Age, Containers*, Images*, Selector*',
  'apps/v1 StatefulSet': 'Name, Ready, Age, Containers*, Images*',
  'events.k8s.io/v1 Event':
    'Last Seen, Type, Reason, Object, Subobject*, Source*, Message, First Seen*, Count*, Name*',
  'autoscaling/v2 HorizontalPodAutoscaler': 'Name, Reference, Targets, MinPods, MaxPods, Replicas, Age',
  'autoscaling/v1 HorizontalPodAutoscaler': 'Name, Reference, Targets, MinPods, MaxPods, Replicas, Age',
  'batch/v1 CronJob':
    'Name, Schedule, Timezone, Suspend:boolean, Active:integer, Last Schedule, Age, Containers*, Images*, Selector*',
  'batch/v1 Job': 'Name, Status, Completions, Duration, Age, Containers*, Images*, Selector*',
  'certificates.k8s.io/v1 CertificateSigningRequest':
    'Name, Age, SignerName, Requestor, RequestedDuration, Condition',
  'networking.k8s.io/v1 IngressClass': 'Name, Controller, Parameters, Age',
  'networking.k8s.io/v1 Ingress': 'Name, Class, Hosts, Address, Ports, Age',
  'networking.k8s.io/v1 IPAddress': 'Name, ParentRef',
  'networking.k8s.io/v1 NetworkPolicy': 'Name, Pod-Selector, Age',
  'networking.k8s.io/v1 ServiceCIDR': 'Name, CIDRs, Age',
  'policy/v1 PodDisruptionBudget': 'Name, Min Available, Max Unavailable, Allowed Disruptions:integer, Age',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': 'Name, Role, Age, Users*, Groups*, ServiceAccounts*',
  'rbac.authorization.k8s.io/v1 ClusterRole': 'Name, Created At:date',
  'rbac.authorization.k8s.io/v1 RoleBinding': 'Name, Role, Age, Users*, Groups*, ServiceAccounts*',
  'rbac.authorization.k8s.io/v1 Role': 'Name, Created At:date',
  'storage.k8s.io/v1 CSIDriver':
    'Name, AttachRequired:boolean, PodInfoOnMount:boolean, StorageCapacity:boolean, TokenRequests, RequiresRepublish:boolean, Modes, Age',
  'storage.k8s.io/v1 CSINode': 'Name, Drivers:integer, Age',
  'storage.k8s.io/v1 CSIStorageCapacity': 'Name, StorageClassName, Capacity',
  'storage.k8s.io/v1 StorageClass':
    'Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age',
  'storage.k8s.io/v1 VolumeAttachment': 'Name, Attacher, PV, Node, Attached:boolean, Age',
  'storage.k8s.io/v1 VolumeAttributesClass': 'Name, DriverName, Age',
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': 'Name, Webhooks:integer, Age',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': 'Name, Validations:integer, ParamKind, Age',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': 'Name, PolicyName, ParamRef, Age',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': 'Name, Webhooks:integer, Age',
  'scheduling.k8s.io/v1 PriorityClass': 'Name, Value:integer, Global-Default:boolean, Age, PreemptionPolicy',
  'coordination.k8s.io/v1 Lease': 'Name, Holder, Age',
  'node.k8s.io/v1 RuntimeClass': 'Name, Handler, Age',
  'discovery.k8s.io/v1 EndpointSlice': 'Name, AddressType, Ports, Endpoints, Age',
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema':
    'Name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL',
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration':
    'Name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age',
  'resource.k8s.io/v1 DeviceClass': 'Name, Age',
  'resource.k8s.io/v1 ResourceClaim': 'Name, State, Age',
  'resource.k8s.io/v1 ResourceClaimTemplate': 'Name, Age',
  'resource.k8s.io/v1 ResourceSlice': 'Name, Node, Driver, Pool, Age',
}

const body = { metadata: { name: 'x', uid: 'u', creationTimestamp: '2024-01-02T03:04:05Z' } }

const title = ({ apiVersion, kind }: Kind) => `${apiVersion} ${kind}`

const stored = kinds.filter(({ virtual }) => virtual !== true)

const everything = [...stored, ...optionalKinds.map(({ kind }) => kind)]

function columnsText({ columns = [] }: Kind): string {
  const texts = columns.map(({ name, type, priority = 0 }) => {
    return `${name}${type === 'string' ? '' : `:${type}`}${priority > 0 ? '*' : ''}`
  })
  return texts.join(', ')
}

test('kinds are printed in the columns of upstream', () => {
  assert.deepEqual(Object.fromEntries(stored.map((kind) => [title(kind), columnsText(kind)])), upstream)
})

test('kinds are served once', () => {
  assert.equal(new Set(kinds.map(title)).size, kinds.length)
  const resources = kinds.map(({ apiVersion, plural }) => `${apiVersion} ${plural}`)
  assert.equal(new Set(resources).size, kinds.length)
  const own = stored.filter(({ storedAs }) => storedAs === undefined)
  const names = own.flatMap((kind) => kind.shortNames ?? [])
  assert.equal(new Set(names).size, names.length)
})

test('kinds give a value for every field that they let select by', () => {
  for (const kind of everything) {
    const given = kind.selectableFields?.(specimen(kind, body)) ?? {}
    assert.deepEqual(Object.keys(given).sort(), [...(kind.fieldSelectors ?? [])].sort(), title(kind))
  }
})

test('kinds can be printed, filled in and checked when next to nothing is said', () => {
  for (const kind of everything) {
    const obj = specimen(kind, body)
    for (const { name, cell } of kind.columns ?? []) {
      assert.notEqual(cell(obj, Date.UTC(2024, 0, 2, 3, 5, 5)), undefined, `${title(kind)} ${name}`)
    }
    kind.strategy?.prepareForCreate?.(obj)
    kind.validate?.(obj)
    kind.validateCreate?.(obj)
    const next = structuredClone(obj)
    kind.strategy?.prepareForUpdate?.(next, obj)
    assert.deepEqual(kind.validateUpdate?.(next, obj) ?? [], [], title(kind))
    kind.strategy?.prepareForStatusUpdate?.(next, obj)
    kind.validateStatusUpdate?.(next, obj)
  }
})

test('kinds fill in nothing more the second time', () => {
  for (const kind of everything) {
    const obj = specimen(kind, body)
    const again = structuredClone(obj)
    kind.default?.(again)
    assert.deepEqual(again, obj, title(kind))
  }
})

test('kinds that are views of others say which', () => {
  for (const kind of everything) {
    if (kind.storedAs === undefined) continue
    assert.ok([...kinds, ...everything].includes(kind.storedAs.kind), title(kind))
    const there = kind.storedAs.toStored(specimen(kind, body))
    assert.equal(title(there as unknown as Kind), title(kind.storedAs.kind))
    const back = kind.storedAs.fromStored(there)
    assert.equal(title(back as unknown as Kind), title(kind))
  }
})
