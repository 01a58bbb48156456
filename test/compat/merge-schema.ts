// structured-merge-diff's schemas, as its tests write them, as schemas of this project.
import { parseYaml } from '../../src/machinery/codec/yaml.ts'
import {
  bool,
  double,
  intOrString,
  json,
  lazy,
  list,
  map,
  object,
  opt,
  type Schema,
  string,
} from '../../src/machinery/schema/schema.ts'

export interface TypeText {
  /** Which of the schema's types it is. */
  readonly ref: string
  readonly schema: string | null
}

interface Atom {
  readonly scalar?: string
  readonly list?: {
    readonly elementType: TypeRef
    readonly elementRelationship?: string
    readonly keys?: readonly string[]
  }
  readonly map?: {
    readonly fields?: readonly { readonly name: string; readonly type: TypeRef; readonly default?: unknown }[]
    readonly elementType?: TypeRef
    readonly elementRelationship?: string
  }
}

interface TypeRef extends Atom {
  readonly namedType?: string
  readonly elementRelationship?: string
}

export function schemaOfType({ ref, schema }: TypeText): Schema {
  const parsed =
    schema === null ? { types: [] } : (parseYaml(schema).value as { types: ({ name: string } & Atom)[] })
  const atoms = new Map(parsed.types.map((type) => [type.name, type]))
  return schemaOfRef(parseYaml(ref).value as TypeRef, { atoms, made: new Map() })
}

interface Named {
  readonly atoms: ReadonlyMap<string, Atom>
  /** Types that refer to themselves are made once. */
  readonly made: Map<string, Schema>
}

function schemaOfRef(ref: TypeRef, named: Named): Schema {
  const { namedType, elementRelationship } = ref
  const key = `${namedType} ${elementRelationship}`
  const known = namedType === undefined ? undefined : named.made.get(key)
  if (known !== undefined) return known
  const atom = namedType === undefined ? ref : named.atoms.get(namedType)
  if (atom === undefined) throw new Error(`no type ${namedType}`)
  const schema = schemaOfAtom(atom, { named, relation: elementRelationship })
  if (namedType !== undefined) named.made.set(key, schema)
  return schema
}

function schemaOfAtom(
  atom: Atom,
  { named, relation }: { readonly named: Named; readonly relation: string | undefined },
): Schema {
  if (atom.scalar === 'untyped' && atom.map !== undefined) return json
  if (atom.scalar !== undefined) return scalarOf(atom.scalar)
  if (atom.list !== undefined) {
    const { elementType, elementRelationship, keys = [] } = atom.list
    const items = schemaOfRef(elementType, named)
    if ((relation ?? elementRelationship) !== 'associative') return list(items)
    return keys.length > 0 ? list(items, { listType: 'map', keys }) : list(items, { listType: 'set' })
  }
  const { fields = [], elementType, elementRelationship } = atom.map ?? {}
  const atomic = (relation ?? elementRelationship) === 'atomic'
  if (fields.length === 0 && elementType !== undefined) {
    return map(
      lazy(() => schemaOfRef(elementType, named)),
      { mapType: atomic ? 'atomic' : 'granular' },
    )
  }
  const entries = fields.map(({ name, type, default: fallback }, index) => {
    const schema = lazy(() => schemaOfRef(type, named))
    return [
      name,
      opt(index + 1, schema, { pointer: true, ...(fallback !== undefined && { default: fallback }) }),
    ] as const
  })
  return object('x.Type', Object.fromEntries(entries), {
    structType: atomic ? 'atomic' : 'granular',
    ...(elementType !== undefined && {
      rest: schemaOfRef(elementType, named),
      read: (value: Readonly<Record<string, unknown>>) => ({ ...value }),
    }),
  })
}

function scalarOf(form: string): Schema {
  switch (form) {
    case 'string':
      return string
    case 'numeric':
      return double
    case 'boolean':
      return bool
    default:
      return intOrString
  }
}
