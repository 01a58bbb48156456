// Another version of a kind: the same objects in another form. What the stored version does (defaults, strategy, checks,
// columns) is done in its form and brought back, so that a version has no behaviour of its own.
import type { Kind, KubeObject, ObjectOf, Strategy } from '../machinery/kind.ts'
import type { Mutable, ObjectSchema } from '../machinery/schema/schema.ts'
import { SchemaVersion } from '../machinery/schema/schema-version.ts'

export interface Version<S extends ObjectSchema> {
  readonly version: string
  readonly schema: S
  /** The two conversions; absent where only the version's name differs. Results may share parts with what is given. */
  toStored?(obj: ObjectOf<S>): KubeObject
  fromStored?(obj: KubeObject): ObjectOf<S>
}

/** A version whose fields are those of the stored one. */
export function sameInVersion<T extends KubeObject>(stored: Kind<T>, version: string): Kind<T> {
  const group = stored.schema.name.slice(0, -`${stored.version}.${stored.kind}`.length)
  const names = new SchemaVersion({ from: `${group}${stored.version}.`, to: `${group}${version}.` })
  const kind = stored as unknown as Kind
  return versionOf(kind, { version, schema: names.of(kind.schema) }) as unknown as Kind<T>
}

export function versionOf<S extends ObjectSchema>(stored: Kind, version: Version<S>): Kind<ObjectOf<S>> {
  type T = ObjectOf<S>
  const apiVersion = `${stored.group}/${version.version}`
  const toStored = (obj: T): KubeObject => ({
    ...(version.toStored?.(obj) ?? obj),
    apiVersion: stored.apiVersion,
  })
  const fromStored = (obj: KubeObject): T => ({ ...(version.fromStored?.(obj) ?? (obj as T)), apiVersion })
  /** Changes the object through its stored form. */
  const change = (obj: Mutable<T>, act: (inStored: Mutable<KubeObject>) => void) => {
    const inStored = toStored(obj as T) as Mutable<KubeObject>
    act(inStored)
    replace(obj, fromStored(inStored as KubeObject))
  }
  return {
    ...namesOf(stored),
    schema: version.schema,
    version: version.version,
    apiVersion,
    storedAs: { kind: stored, toStored, fromStored },
    default: (obj) => change(obj, (inStored) => stored.default?.(inStored)),
    ...(stored.strategy && { strategy: strategyOf(stored.strategy, toStored, change) }),
    validate: (obj) => stored.validate?.(toStored(obj)) ?? [],
    validateCreate: (obj) => stored.validateCreate?.(toStored(obj)) ?? [],
    validateUpdate: (next, old) => stored.validateUpdate?.(toStored(next), toStored(old)) ?? [],
    validateStatusUpdate: (next, old) => stored.validateStatusUpdate?.(toStored(next), toStored(old)) ?? [],
    ...(stored.columns && {
      columns: stored.columns.map((column) => ({
        ...column,
        cell: (obj: T, nowMs: number) => column.cell(toStored(obj), nowMs),
      })),
    }),
    ...(stored.selectableFields && {
      selectableFields: (obj: T) => stored.selectableFields?.(toStored(obj)) ?? {},
    }),
  }
}

/** What all versions have alike. */
function namesOf(stored: Kind): Pick<Kind, 'group' | 'kind' | 'plural' | 'singular' | 'scope' | 'listKind'> {
  const { group, kind, plural, singular, scope, listKind } = stored
  const { shortNames, categories, verbs, subresources, storageVersionHash, fieldSelectors, validateName } =
    stored
  return {
    group,
    kind,
    plural,
    singular,
    scope,
    listKind,
    ...(shortNames && { shortNames }),
    ...(categories && { categories }),
    ...(verbs && { verbs }),
    ...(subresources && { subresources }),
    ...(storageVersionHash !== undefined && { storageVersionHash }),
    ...(fieldSelectors && { fieldSelectors }),
    ...(validateName && { validateName }),
  }
}

function strategyOf<T extends KubeObject>(
  stored: Strategy<KubeObject>,
  toStored: (obj: T) => KubeObject,
  change: (obj: Mutable<T>, act: (inStored: Mutable<KubeObject>) => void) => void,
): Strategy<T> {
  const { prepareForCreate, prepareForUpdate, prepareForStatusUpdate, gracePeriodSeconds, warnings } = stored
  const { allowCreateOnUpdate, allowUnconditionalUpdate, defaultPropagation } = stored
  return {
    ...(allowCreateOnUpdate !== undefined && { allowCreateOnUpdate }),
    ...(allowUnconditionalUpdate !== undefined && { allowUnconditionalUpdate }),
    ...(defaultPropagation !== undefined && { defaultPropagation }),
    ...(prepareForCreate && { prepareForCreate: (next) => change(next, prepareForCreate) }),
    ...(prepareForUpdate && {
      prepareForUpdate: (next, old) => change(next, (inStored) => prepareForUpdate(inStored, toStored(old))),
    }),
    ...(prepareForStatusUpdate && {
      prepareForStatusUpdate: (next, old) =>
        change(next, (inStored) => prepareForStatusUpdate(inStored, toStored(old))),
    }),
    ...(gracePeriodSeconds && { gracePeriodSeconds: (obj) => gracePeriodSeconds(toStored(obj)) }),
    ...(warnings && { warnings: (next, old) => warnings(toStored(next), old && toStored(old)) }),
  }
}

/** Both have only fields of the schema, so that no key can be hostile. */
function replace(target: object, source: object): void {
  for (const key of Object.keys(target)) {
    if (!Object.hasOwn(source, key)) delete (target as Record<string, unknown>)[key]
  }
  Object.assign(target, source)
}
