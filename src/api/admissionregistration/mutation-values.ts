// What expressions of mutating policies make: Object{spec: Object.spec{replicas: 1}} and JSONPatch{op: 'add', path: ...}.
// Upstream: apiserver pkg/cel/mutation, pkg/cel/library/jsonpatch.go.
import { dyn, listOf, type ObjectType, string } from '../../machinery/cel/cel-type.ts'
import { type CelFunction, fn } from '../../machinery/cel/function.ts'
import { walkCost } from '../../machinery/cel/library/operators.ts'
import type { StructType } from '../../machinery/cel/scope.ts'
import { CelList, CelMap, CelObject, type Value } from '../../machinery/cel/values.ts'

class MadeObject extends CelObject {
  readonly typeName: string
  readonly #fields: ReadonlyMap<string, Value>

  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    super()
    this.typeName = typeName
    this.#fields = fields
  }

  get(field: string): Value | undefined {
    return this.#fields.get(field)
  }

  fields(): readonly string[] {
    return [...this.#fields.keys()]
  }
}

/** Fields are of any type; whether names of types fit is looked at when the object is there. */
function structType(name: string, fields: ObjectType['field']): StructType {
  return {
    type: { kind: 'object', name, field: fields },
    field: (field) => fields(field)?.type,
    make: (values) => new MadeObject(name, values),
  }
}

const patchFields = new Map(
  Object.entries({ op: string, path: string, from: string, value: dyn }).map(([key, type]) => [
    key,
    { key, type },
  ]),
)
const jsonPatch = structType('JSONPatch', (name) => patchFields.get(name))
const made = new Map<string, StructType>()
const maxMade = 1000

export function mutationStruct(name: string): StructType | undefined {
  if (name === 'JSONPatch') return jsonPatch
  if (!/^Object(?:\.\w+)*$/.test(name)) return undefined
  let type = made.get(name)
  if (type === undefined) {
    type = structType(name, (key) => ({ key, type: dyn }))
    if (made.size >= maxMade) made.clear()
    made.set(name, type)
  }
  return type
}

export const applyConfigurationType: ObjectType = { kind: 'object', name: 'Object', field: () => undefined }
export const jsonPatchListType = listOf(jsonPatch.type)

export const mutationFunctions: readonly CelFunction[] = [
  fn(
    'jsonpatch.escapeKey',
    { '(string) -> string': (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1') },
    ([key]) => walkCost(key),
  ),
]

/** Types that do not stand where their names say. Upstream: CheckTypeNamesMatchFieldPathNames. */
export function typeNameFaults(value: Value, path = rootOf(value)): string[] {
  if (value instanceof MadeObject) {
    const own =
      value.typeName === path
        ? []
        : [
            `unexpected type name ${JSON.stringify(value.typeName)}, expected ${JSON.stringify(path)}, which matches field name path from root Object type`,
          ]
    const inner = value
      .fields()
      .flatMap((field) => typeNameFaults(value.get(field) ?? null, `${path}.${field}`))
    return [...own, ...inner]
  }
  if (value instanceof CelList) return [...value].flatMap((item) => typeNameFaults(item, path))
  if (value instanceof CelMap) {
    return [...value.keys()].flatMap((key) => typeNameFaults(value.get(key) ?? null, path))
  }
  return []
}

function rootOf(value: Value): string {
  return value instanceof MadeObject ? value.typeName : ''
}
