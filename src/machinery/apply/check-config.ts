// Whether an applied configuration fits the schema: known fields, scalars of the right form, no item twice.
// Upstream: structured-merge-diff typed/validate.go, whose texts it keeps.
import { isJsonObject, isRawNumber, type JsonObject } from '../json-value.ts'
import type { Schema } from '../schema/schema.ts'
import {
  type ApplyNode,
  applyNodeOf,
  itemElement,
  type KeyedNode,
  memberNode,
  nodeFor,
  type ScalarForm,
} from './apply-schema.ts'
import { elementText } from './path-element.ts'

/** The fault of a configuration, or undefined. Several faults are one text, as upstream joins them. */
export function checkConfig(schema: Schema, config: unknown): string | undefined {
  const faults: string[] = []
  check({ path: '', faults }, applyNodeOf(schema), config)
  if (faults.length <= 1) return faults[0]
  return ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n')
}

interface Check {
  readonly path: string
  readonly faults: string[]
}

function report({ path, faults }: Check, text: string): void {
  faults.push(path === '' ? text : `${path}: ${text}`)
}

function below(at: Check, step: string): Check {
  return { path: at.path + step, faults: at.faults }
}

function check(at: Check, node: ApplyNode, value: unknown): void {
  const actual = nodeFor(node, value)
  switch (actual.kind) {
    case 'scalar':
      checkScalar(at, actual.form, value)
      break
    case 'set':
    case 'keyed':
      checkList(at, actual, value)
      break
    case 'map':
    case 'struct':
      checkMembers(at, actual, value)
      break
    case 'atomic':
      checkAtomic(at, actual, value)
      break
    default:
  }
}

function checkScalar(at: Check, form: ScalarForm, value: unknown): void {
  if (value === null || form === 'any') return
  if (form === 'number') {
    if (typeof value !== 'number' && !isRawNumber(value)) {
      report(at, `expected numeric (int or float), got ${goType(value)}`)
    }
  } else if (form === 'string') {
    if (typeof value !== 'string')
      report(at, `expected string, got &value.valueUnstructured{Value:${goValue(value)}}`)
  } else if (typeof value !== 'boolean') report(at, `expected boolean, got &{${goValue(value)}}`)
}

function goType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  if (Array.isArray(value)) return '[]interface {}'
  return typeof value === 'string' ? 'string' : 'map[string]interface {}'
}

function goValue(value: unknown): string {
  return JSON.stringify(value)
}

type ListNode = KeyedNode | { readonly kind: 'set' }

function checkList(at: Check, node: ListNode, value: unknown): void {
  if (value === null) return
  if (!Array.isArray(value)) {
    report(at, `expected list, got &{${goValue(value)}}`)
    return
  }
  const seen = new Set<string>()
  for (const [index, item] of value.entries()) {
    const element = itemElement(node, item)
    if (typeof element !== 'string') {
      report(at, `element ${index}: ${element.fault}`)
      continue
    }
    if (seen.has(element)) report(at, `duplicate entries for key ${elementText(element)}`)
    seen.add(element)
    if (node.kind === 'keyed') check(below(at, elementText(element)), node.item(), item)
  }
}

function checkMembers(at: Check, node: ApplyNode & { kind: 'map' | 'struct' }, value: unknown): void {
  if (value === null) return
  if (!isJsonObject(value)) {
    report(at, `expected map, got &{${goValue(value)}}`)
    return
  }
  for (const key of Object.keys(value)) {
    const inner = memberNode(node, key)
    if (inner === undefined) report(below(at, `.${key}`), 'field not declared in schema')
    else check(below(at, `.${key}`), inner, (value as JsonObject)[key])
  }
}

function checkAtomic(at: Check, node: ApplyNode & { kind: 'atomic' }, value: unknown): void {
  if (value === null) return
  if (node.container === 'map') {
    check(at, node.inner(), value)
    return
  }
  if (!Array.isArray(value)) {
    report(at, `expected list, got &{${goValue(value)}}`)
    return
  }
  for (const [index, item] of value.entries()) check(below(at, `[${index}]`), node.inner(), item)
}
