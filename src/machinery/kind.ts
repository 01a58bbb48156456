// What a kind is: its schema and the pure functions that make it behave. Everything generic (routes, discovery, tables,
// RBAC names, typed client, informers) is derived from these records.
import type { FieldError } from './field-error.ts'
import type { ObjectMeta } from './meta/object-meta.ts'
import type { Mutable, ObjectSchema, TypeOf } from './schema/schema.ts'

/** What every stored object has. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** The static type of a kind's objects as they are read: metadata complete, spec there. */
export type ObjectOf<S extends ObjectSchema> = KubeObject &
  Omit<TypeOf<S>, 'apiVersion' | 'kind' | 'metadata' | 'spec'> &
  ('spec' extends keyof TypeOf<S> ? { readonly spec: NonNullable<TypeOf<S>['spec']> } : unknown)

/** What a client sends to create an object: metadata may lack what the server fills in. */
export type Draft<T extends KubeObject> = Omit<T, 'apiVersion' | 'kind' | 'metadata'> & {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: Partial<ObjectMeta>
}

export type Scope = 'Namespaced' | 'Cluster'

export interface Subresource {
  readonly name: string
  /** Kind of the body; its group and version where they differ from the resource's. */
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}

/** What the server does to an object beside validation. All functions change `next`, which they own. */
export interface Strategy<T extends KubeObject> {
  /** Before defaults have been validated: drop status, set generation, and the like. */
  prepareForCreate?(next: Mutable<T>): void
  /** A write to the main resource: keep the old status, raise generation when the spec changed. */
  prepareForUpdate?(next: Mutable<T>, old: T): void
  /** A write to /status: keep everything else. */
  prepareForStatusUpdate?(next: Mutable<T>, old: T): void
  /** A name says what the object is: generateName is taken as it stands. */
  readonly takesNamesWhole?: boolean
  /** PUT to a name that is not there creates it. */
  readonly allowCreateOnUpdate?: boolean
  /** PUT without a resourceVersion overwrites. */
  readonly allowUnconditionalUpdate?: boolean
  /** Default for a delete without gracePeriodSeconds; 0 (or absent) deletes at once. */
  gracePeriodSeconds?(obj: T): number
  /** What a delete without propagationPolicy does to dependants. */
  readonly defaultPropagation?: 'Background' | 'Orphan'
  /** Texts for Warning headers. */
  warnings?(next: T, old: T | undefined): readonly string[]
  /** The same of a change through /status. */
  statusWarnings?(next: T): readonly string[]
}

export interface Column<T extends KubeObject> {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format?: string
  /** 0 is shown always, 1 with -o wide. */
  readonly priority?: number
  readonly description?: string
  /** The type is told and the cell is shown as they are: dates are ages already. */
  readonly raw?: true
  /** The cell; `nowMs` is for ages. */
  cell(obj: T, nowMs: number): string | number | boolean | null
}

/** What a table says of a row beside its cells. */
export interface RowCondition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

/** What generic code has to ask a kind that users define. */
export interface CustomTraits {
  /** Its schema as OpenAPI has it; `meta` is what stands for metadata. */
  openApi(version: 2 | 3, meta: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  readonly scale?: ScalePaths
  /** Told with every answer. */
  readonly warnings: readonly string[]
  /** The definition is being deleted: no new objects. */
  readonly terminating: boolean
}

/** Where the scale subresource finds its numbers: names of fields, outermost first. */
export interface ScalePaths {
  readonly specReplicas: readonly string[]
  readonly statusReplicas: readonly string[]
  readonly labelSelector?: readonly string[]
}

export interface UpdateChecks {
  /** Told of what is wrong, but was so before. */
  warn(text: string): void
}

export interface KindSpec<T extends KubeObject> {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly scope: Scope
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** All of the usual eight unless given. */
  readonly verbs?: readonly string[]
  readonly subresources?: readonly Subresource[]
  readonly storageVersionHash?: string
  /** Fills in what is absent; runs on every read of user input and may rely on nothing being set. */
  default?(obj: Mutable<T>): void
  readonly strategy?: Strategy<T>
  /** Faults of an object, new or changed from an old one; metadata is checked generically. */
  validate?(obj: T, old?: T): FieldError[]
  /** Faults that only a new object can have; validate() runs as well. */
  validateCreate?(obj: T): FieldError[]
  /** Faults of a change, immutable fields among them; validate() runs as well. */
  validateUpdate?(next: T, old: T, options?: UpdateChecks): FieldError[]
  /** Faults of a change through /status; where absent nothing more than the metadata is checked. */
  validateStatusUpdate?(next: T, old: T, options?: UpdateChecks): FieldError[]
  /** How names are checked; a DNS subdomain where absent. Returns faults without the field. */
  validateName?(name: string, prefix: boolean): readonly string[]
  readonly columns?: readonly Column<T>[]
  rowConditions?(obj: T): readonly RowCondition[]
  /** The order of rows in tables, where it is not that of names. */
  compareRows?(a: T, b: T): number
  /** Values for field selectors, beside metadata.name and metadata.namespace. */
  selectableFields?(obj: T): Readonly<Record<string, string>>
  /** Names of all fields that selectableFields gives. */
  readonly fieldSelectors?: readonly string[]
  /**
   * Where this kind is only another view of a stored one: that kind, and the two conversions. Objects lie in the store
   * in the other kind's form.
   */
  readonly storedAs?: {
    readonly kind: Kind
    toStored(obj: T): KubeObject
    fromStored(obj: KubeObject): T
  }
  /** Set where users define the kind (CustomResourceDefinition): its objects exist in JSON and YAML only. */
  readonly custom?: CustomTraits
  /** Nothing is stored: POST is answered by a handler (reviews, bindings). */
  readonly virtual?: boolean
}

export interface Kind<T extends KubeObject = KubeObject> extends KindSpec<T> {
  readonly schema: ObjectSchema
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string
  readonly listKind: string
}

/** Completes a kind's record. The object's static type follows from the schema. */
export function defineKind<S extends ObjectSchema>(
  spec: KindSpec<ObjectOf<S>> & { readonly schema: S },
): Kind<ObjectOf<S>> {
  const apiVersion = spec.group === '' ? spec.version : `${spec.group}/${spec.version}`
  return { ...spec, apiVersion, listKind: `${spec.kind}List` }
}

/** The type of a kind's objects: `type Job = Instance<typeof Job>`. */
export type Instance<K> = K extends Kind<infer T> ? T : never

/** `namespace/name`, or the name alone for a cluster-scoped object: the key that queues and caches use. */
export function objectKey(obj: {
  readonly metadata: { readonly name?: string | undefined; readonly namespace?: string | undefined }
}): string {
  const { name = '', namespace = '' } = obj.metadata
  return namespace === '' ? name : `${namespace}/${name}`
}

/** The parts of an objectKey. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/')
  return slash < 0
    ? { namespace: '', name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** A group and resource as messages and RBAC name them. */
export function subjectOf(kind: { readonly group: string; readonly plural: string }): {
  readonly group: string
  readonly resource: string
} {
  return { group: kind.group, resource: kind.plural }
}
