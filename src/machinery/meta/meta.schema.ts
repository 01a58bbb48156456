// Fields of meta in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import {
  bool,
  int32,
  int64,
  json,
  list,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../schema/schema.ts'

export const groupResource = object('io.k8s.apimachinery.pkg.apis.meta.v1.GroupResource', {
  group: req(1, string, { doc: 'Group of the resource; empty for the core group.', empty: 'zero' }),
  resource: req(2, string, { doc: 'Name of the resource, as in paths.', empty: 'zero' }),
})
export type GroupResource = TypeOf<typeof groupResource>

export const groupVersionResource = object('io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionResource', {
  group: req(1, string, { empty: 'zero' }),
  version: req(2, string, { empty: 'zero' }),
  resource: req(3, string, { empty: 'zero' }),
})
export type GroupVersionResource = TypeOf<typeof groupVersionResource>

export const groupKind = object('io.k8s.apimachinery.pkg.apis.meta.v1.GroupKind', {
  group: req(1, string, { empty: 'zero' }),
  kind: req(2, string, { empty: 'zero' }),
})
export type GroupKind = TypeOf<typeof groupKind>

export const groupVersionKind = object('io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionKind', {
  group: req(1, string, { empty: 'zero' }),
  version: req(2, string, { empty: 'zero' }),
  kind: req(3, string, { empty: 'zero' }),
})
export type GroupVersionKind = TypeOf<typeof groupVersionKind>

export const groupVersion = object('io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersion', {
  group: req(1, string, { empty: 'zero' }),
  version: req(2, string, { empty: 'zero' }),
})
export type GroupVersion = TypeOf<typeof groupVersion>

export const timestamp = object('io.k8s.apimachinery.pkg.apis.meta.v1.Timestamp', {
  seconds: req(1, int64, { empty: 'zero' }),
  nanos: req(2, int32, { empty: 'zero' }),
})
export type Timestamp = TypeOf<typeof timestamp>

export const shardInfo = object('io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo', {
  selector: req(1, string, { empty: 'zero' }),
})
export type ShardInfo = TypeOf<typeof shardInfo>

export const listMeta = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
  {
    selfLink: opt(1, string, { doc: 'No longer set.', deprecated: true }),
    resourceVersion: opt(2, string, {
      doc: 'The revision that the list shows; a watch may start from here.',
    }),
    continue: opt(3, string, { doc: 'Where the next page begins; give it back unchanged to read on.' }),
    remainingItemCount: opt(4, int64, {
      doc: 'How many objects follow after this page, where that is known.',
      pointer: true,
    }),
    shardInfo: opt(5, shardInfo, {
      doc: 'Which part of the objects a sharded list shows.',
      pointer: true,
      gates: ['ShardedListAndWatch'],
    }),
  },
  { doc: 'About a list as a whole.' },
)
export type ListMeta = TypeOf<typeof listMeta>

export const ownerReference = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
  {
    apiVersion: req(5, string, { doc: 'API version of the owner.', empty: 'zero' }),
    kind: req(1, string, { doc: 'Kind of the owner.', empty: 'zero' }),
    name: req(3, string, { doc: 'Name of the owner.', empty: 'zero' }),
    uid: req(4, string, {
      doc: 'UID of the owner; an owner with the same name and another UID does not count.',
      empty: 'zero',
    }),
    controller: opt(6, bool, { doc: 'True for the one owner that manages this object.', pointer: true }),
    blockOwnerDeletion: opt(7, bool, {
      doc: 'With foreground deletion, the owner waits until this object is gone.',
      pointer: true,
    }),
  },
  {
    doc: 'Another object that this one depends on; it goes when all its owners have gone.',
    structType: 'atomic',
  },
)
export type OwnerReference = TypeOf<typeof ownerReference>

export const managedFieldsEntry = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry',
  {
    manager: opt(1, string, { doc: 'Name of the writer.' }),
    operation: opt(2, string, { doc: 'How it wrote: Apply or Update.' }),
    apiVersion: opt(3, string, { doc: 'API version in which the fields are named.' }),
    time: opt(4, time, { doc: 'When this entry was last changed.', pointer: true }),
    fieldsType: opt(6, string, { doc: 'The form of fieldsV1; always FieldsV1.' }),
    fieldsV1: opt(7, json, { doc: 'The fields, as a tree of names.', pointer: true }),
    subresource: opt(8, string, { doc: 'Through which subresource it wrote; empty for the object itself.' }),
  },
  { doc: 'Which fields a writer owns, and in which version it wrote them.' },
)
export type ManagedFieldsEntry = TypeOf<typeof managedFieldsEntry>

export const objectMeta = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  {
    name: opt(1, string, {
      doc: 'Name within the namespace, or within the cluster where the kind has no namespaces; never changes.',
    }),
    generateName: opt(2, string, {
      doc: 'Beginning of a name that the server completes, where no name is given.',
    }),
    namespace: opt(3, string, { doc: 'Namespace that the object lies in; never changes.' }),
    selfLink: opt(4, string, { doc: 'No longer filled in.', deprecated: true }),
    uid: opt(5, string, {
      doc: 'Tells this object from all others that had or will have its name; set by the server.',
    }),
    resourceVersion: opt(6, string, {
      doc: 'Changes with every write; send it back to write only if nobody else has written meanwhile.',
    }),
    generation: opt(7, int64, { doc: 'Counts the changes of what is asked for; set by the server.' }),
    creationTimestamp: opt(8, time, { doc: 'When the object was made; set by the server.' }),
    deletionTimestamp: opt(9, time, {
      doc: 'When the object is to be gone; set once it has been deleted but still has to end its work.',
      pointer: true,
    }),
    deletionGracePeriodSeconds: opt(10, int64, {
      doc: 'How long the object may take to end, in seconds; set with deletionTimestamp.',
      pointer: true,
    }),
    labels: opt(11, map(string), { doc: 'Short keys and values to select objects by.' }),
    annotations: opt(12, map(string), {
      doc: 'Keys and values of any length, for tools; nothing is selected by them.',
    }),
    ownerReferences: opt(
      13,
      list(ownerReference, { listType: 'map', keys: ['uid'], mergeKey: 'uid', patchStrategy: 'merge' }),
      { doc: 'Objects that this one depends on; when all of them are gone it is deleted too.' },
    ),
    finalizers: opt(14, list(string, { listType: 'set', patchStrategy: 'merge' }), {
      doc: 'Who has to do something before the object may go; each takes its own name away.',
    }),
    managedFields: opt(17, list(managedFieldsEntry), { doc: 'Who wrote which fields; kept by the server.' }),
  },
  { doc: 'What every stored object has beside its kind.' },
)
export type ObjectMeta = TypeOf<typeof objectMeta>

/** What every kind's schema begins with. */
export const kindFields = {
  kind: opt(0, string, { doc: 'What the object is, such as Pod.' }),
  apiVersion: opt(0, string, { doc: 'Version of the API in which the object is written, such as apps/v1.' }),
  metadata: opt(1, objectMeta, { empty: 'zero', doc: 'Name, labels and the like.' }),
} as const

export const listOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.ListOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  labelSelector: opt(1, string),
  fieldSelector: opt(2, string),
  watch: opt(3, bool),
  allowWatchBookmarks: opt(9, bool),
  resourceVersion: opt(4, string),
  resourceVersionMatch: opt(10, string),
  timeoutSeconds: opt(5, int64, { pointer: true }),
  limit: opt(7, int64),
  continue: opt(8, string),
  sendInitialEvents: opt(11, bool, { pointer: true }),
  shardSelector: opt(15, string, { gates: ['ShardedListAndWatch'] }),
})
export type ListOptions = TypeOf<typeof listOptions>

export const getOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.GetOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  resourceVersion: opt(1, string),
})
export type GetOptions = TypeOf<typeof getOptions>

export const preconditions = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions',
  {
    uid: opt(1, string, { doc: 'UID that it must have.', pointer: true }),
    resourceVersion: opt(2, string, { doc: 'Revision that it must have.', pointer: true }),
  },
  { doc: 'What must hold of the object for a request to be done.' },
)
export type Preconditions = TypeOf<typeof preconditions>

export const deleteOptions = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    gracePeriodSeconds: opt(1, int64, {
      doc: "Seconds before the object is deleted; 0 at once; the kind's own where absent.",
      pointer: true,
    }),
    preconditions: opt(2, preconditions, {
      doc: 'What must hold, or the request fails with 409.',
      pointer: true,
    }),
    orphanDependents: opt(3, bool, {
      doc: 'Deprecated: propagationPolicy says it.',
      pointer: true,
      deprecated: true,
    }),
    propagationPolicy: opt(4, string, {
      doc: 'Orphan, Background or Foreground: what becomes of what it owns.',
      pointer: true,
    }),
    dryRun: opt(5, list(string), { doc: 'All: do nothing, but answer as if.' }),
    ignoreStoreReadErrorWithClusterBreakingPotential: opt(6, bool, {
      doc: 'Delete an object that cannot be read.',
      pointer: true,
    }),
  },
  { doc: 'How to delete.' },
)
export type DeleteOptions = TypeOf<typeof deleteOptions>

export const createOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.CreateOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  dryRun: opt(1, list(string)),
  fieldManager: opt(3, string),
  fieldValidation: opt(4, string),
})
export type CreateOptions = TypeOf<typeof createOptions>

export const patchOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.PatchOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  dryRun: opt(1, list(string)),
  force: opt(2, bool, { pointer: true }),
  fieldManager: opt(3, string),
  fieldValidation: opt(4, string),
})
export type PatchOptions = TypeOf<typeof patchOptions>

export const applyOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.ApplyOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  dryRun: opt(1, list(string)),
  force: req(2, bool, { empty: 'zero' }),
  fieldManager: req(3, string, { empty: 'zero' }),
})
export type ApplyOptions = TypeOf<typeof applyOptions>

export const updateOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.UpdateOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  dryRun: opt(1, list(string)),
  fieldManager: opt(2, string),
  fieldValidation: opt(3, string),
})
export type UpdateOptions = TypeOf<typeof updateOptions>

export const statusCause = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause',
  {
    reason: opt(1, string, { doc: 'Why, in one word for machines.' }),
    message: opt(2, string, { doc: 'Why, for people.' }),
    field: opt(3, string, { doc: 'Path of the field that is concerned.' }),
  },
  { doc: 'One of several reasons.' },
)
export type StatusCause = TypeOf<typeof statusCause>

export const statusDetails = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails',
  {
    name: opt(1, string, { doc: 'Name of the object.' }),
    group: opt(2, string, { doc: 'Group of the object.' }),
    kind: opt(3, string),
    uid: opt(6, string, { doc: 'UID of the object.' }),
    causes: opt(4, list(statusCause), { doc: 'The reasons, one by one.' }),
    retryAfterSeconds: opt(5, int32, { doc: 'Seconds to wait before the next try.' }),
  },
  { doc: 'More on a failure.' },
)
export type StatusDetails = TypeOf<typeof statusDetails>

export const status = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, listMeta, { empty: 'zero' }),
    status: opt(2, string, { doc: 'Success or Failure.' }),
    message: opt(3, string, { doc: 'What happened, for people.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    details: opt(5, statusDetails, { doc: 'More, by reason.', pointer: true }),
    code: opt(6, int32, { doc: 'HTTP status code.' }),
  },
  { doc: 'What became of a request, where it is not an object.' },
)
export type Status = TypeOf<typeof status>

export const serverAddressByClientCIDR = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR',
  {
    clientCIDR: req(1, string, { empty: 'zero' }),
    serverAddress: req(2, string, { empty: 'zero' }),
  },
)
export type ServerAddressByClientCIDR = TypeOf<typeof serverAddressByClientCIDR>

export const apiVersions = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    versions: req(1, list(string), { doc: 'The versions.', empty: 'null' }),
    serverAddressByClientCIDRs: req(2, list(serverAddressByClientCIDR), {
      doc: 'Where clients reach the server.',
      empty: 'null',
    }),
  },
  { doc: 'The versions of the core group.' },
)
export type APIVersions = TypeOf<typeof apiVersions>

export const groupVersionForDiscovery = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery',
  {
    groupVersion: req(1, string, { empty: 'zero' }),
    version: req(2, string, { empty: 'zero' }),
  },
)
export type GroupVersionForDiscovery = TypeOf<typeof groupVersionForDiscovery>

export const apiGroup = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    name: req(1, string, { doc: 'Name of the group.', empty: 'zero' }),
    versions: req(2, list(groupVersionForDiscovery), { doc: 'Its versions.', empty: 'null' }),
    preferredVersion: opt(3, groupVersionForDiscovery, { doc: 'The version to prefer.', empty: 'zero' }),
    serverAddressByClientCIDRs: opt(4, list(serverAddressByClientCIDR), {
      doc: 'Where clients reach the server.',
    }),
  },
  { doc: 'A group of the API.' },
)
export type APIGroup = TypeOf<typeof apiGroup>

export const apiGroupList = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIGroupList',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    groups: req(1, list(apiGroup), { doc: 'The groups.', empty: 'null' }),
  },
  { doc: 'The groups of the API.' },
)
export type APIGroupList = TypeOf<typeof apiGroupList>

export const apiResource = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIResource',
  {
    name: req(1, string, { doc: 'Name in the plural, as in paths.', empty: 'zero' }),
    singularName: req(6, string, { doc: 'Name in the singular.', empty: 'zero' }),
    namespaced: req(2, bool, { doc: 'True where its objects are in namespaces.', empty: 'zero' }),
    group: opt(8, string, { doc: "Group, where it is another one than the list's." }),
    version: opt(9, string, { doc: "Version, where it is another one than the list's." }),
    kind: req(3, string, { empty: 'zero' }),
    verbs: req(4, list(string, { wrapped: true }), { doc: 'What can be done with it.', empty: 'zero' }),
    shortNames: opt(5, list(string), { doc: 'Short names.' }),
    categories: opt(7, list(string), { doc: 'Categories, such as all.' }),
    storageVersionHash: opt(10, string, { doc: 'Hash of the version that is stored.' }),
  },
  { doc: 'A resource of the API.' },
)
export type APIResource = TypeOf<typeof apiResource>

export const apiResourceList = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    groupVersion: req(1, string, { doc: 'Group and version.', empty: 'zero' }),
    resources: req(2, list(apiResource), { doc: 'The resources.', empty: 'null' }),
  },
  { doc: "The resources of a group's version." },
)
export type APIResourceList = TypeOf<typeof apiResourceList>

export const rootPaths = object('io.k8s.apimachinery.pkg.apis.meta.v1.RootPaths', {
  paths: req(1, list(string), { empty: 'null' }),
})
export type RootPaths = TypeOf<typeof rootPaths>

export const patch = object('io.k8s.apimachinery.pkg.apis.meta.v1.Patch', {})
export type Patch = TypeOf<typeof patch>

export const labelSelectorRequirement = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement',
  {
    key: req(1, string, { doc: 'Key of the label.', empty: 'zero' }),
    operator: req(2, string, { doc: 'In, NotIn, Exists or DoesNotExist.', empty: 'zero' }),
    values: opt(3, list(string), { doc: 'The values for In and NotIn; none for the others.' }),
  },
  { doc: 'A condition on one label.' },
)
export type LabelSelectorRequirement = TypeOf<typeof labelSelectorRequirement>

export const labelSelector = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
  {
    matchLabels: opt(1, map(string), {
      doc: 'Labels with the values that they must have; all of them must match.',
    }),
    matchExpressions: opt(2, list(labelSelectorRequirement), {
      doc: 'Conditions on labels; all of them must match.',
    }),
  },
  { doc: 'Which objects are meant, by their labels; an empty selector means all.', structType: 'atomic' },
)
export type LabelSelector = TypeOf<typeof labelSelector>

export const fieldSelectorRequirement = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement',
  {
    key: req(1, string, { doc: 'Path of the field.', empty: 'zero' }),
    operator: req(2, string, { doc: 'In, NotIn, Exists or DoesNotExist.', empty: 'zero' }),
    values: opt(3, list(string), { doc: 'Values, for In and NotIn.' }),
  },
  { doc: 'A field that must match.' },
)
export type FieldSelectorRequirement = TypeOf<typeof fieldSelectorRequirement>

export const tableColumnDefinition = object('io.k8s.apimachinery.pkg.apis.meta.v1.TableColumnDefinition', {
  name: req(0, string, { empty: 'zero' }),
  type: req(0, string, { empty: 'zero' }),
  format: req(0, string, { empty: 'zero' }),
  description: req(0, string, { empty: 'zero' }),
  priority: req(0, int32, { empty: 'zero' }),
})
export type TableColumnDefinition = TypeOf<typeof tableColumnDefinition>

export const tableRowCondition = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.TableRowCondition',
  {
    type: req(0, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(0, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    reason: opt(0, string, { doc: 'Why, in one word for machines.' }),
    message: opt(0, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type TableRowCondition = TypeOf<typeof tableRowCondition>

export const tableRow = object('io.k8s.apimachinery.pkg.apis.meta.v1.TableRow', {
  cells: req(0, list(json), { empty: 'null' }),
  conditions: opt(0, list(tableRowCondition)),
  object: opt(0, json),
})
export type TableRow = TypeOf<typeof tableRow>

export const table = object('io.k8s.apimachinery.pkg.apis.meta.v1.Table', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(0, listMeta, { empty: 'zero' }),
  columnDefinitions: req(0, list(tableColumnDefinition), { empty: 'null' }),
  rows: req(0, list(tableRow), { empty: 'null' }),
})
export type Table = TypeOf<typeof table>

export const tableOptions = object('io.k8s.apimachinery.pkg.apis.meta.v1.TableOptions', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  includeObject: opt(1, string),
})
export type TableOptions = TypeOf<typeof tableOptions>

export const partialObjectMetadata = object('io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
})
export type PartialObjectMetadata = TypeOf<typeof partialObjectMetadata>

export const condition = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.Condition',
  {
    type: req(1, string, { doc: 'Which aspect.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    observedGeneration: opt(3, int64, { doc: 'Generation of the object from which this was concluded.' }),
    lastTransitionTime: req(4, time, { doc: 'When status last changed.', empty: 'zero' }),
    reason: req(5, string, { doc: 'Why, as one word for programs.', empty: 'zero' }),
    message: req(6, string, { doc: 'Why, for people.', empty: 'zero' }),
  },
  { doc: "One aspect of an object's state." },
)
export type Condition = TypeOf<typeof condition>

export const watchEvent = object('io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent', {
  type: req(1, string, { empty: 'zero' }),
  object: req(2, json, { empty: 'zero' }),
})
export type WatchEvent = TypeOf<typeof watchEvent>
