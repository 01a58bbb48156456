// Where an apply configuration would replace a whole: atomic lists, maps and structs. Policies may not, since whatever they do
// not repeat would be lost. Upstream: apiserver pkg/admission/plugin/policy/mutating/patch/smd.go findAtomics.
import { type ApplyNode, applyNodeOf, type StructNode } from '../../../../machinery/apply/apply-schema.ts'
import { isJsonObject } from '../../../../machinery/json-value.ts'
import type { Schema } from '../../../../machinery/schema/schema.ts'

export function atomicPaths(schema: Schema, config: unknown): string[] {
  return find(applyNodeOf(schema), config, '')
}

function find(node: ApplyNode | StructNode, value: unknown, path: string): string[] {
  switch (node.kind) {
    case 'atomic': {
      const fits = node.container === 'list' ? Array.isArray(value) : isJsonObject(value)
      return fits ? [path] : []
    }
    case 'struct':
      if (!isJsonObject(value)) return []
      return Object.keys(value).flatMap((key) => {
        const field = node.fields.get(key)
        return field === undefined ? [] : find(field.node(), value[key], `${path}.${key}`)
      })
    case 'keyed':
      if (!Array.isArray(value)) return []
      return value.flatMap((item, index) => find(node.item(), item, `${path}[${index}]`))
    default:
      return []
  }
}
