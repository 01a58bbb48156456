// JSONPath as definitions use it for printer columns: fields, indices, slices, wildcards, filters, recursive descent.
// Upstream: client-go util/jsonpath (parser.go, jsonpath.go), as far as a single path goes.
import { equalJson, getKey, isJsonObject } from '../../machinery/json-value.ts'

type Step =
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'every' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'slice'; readonly from: number; readonly to: number | undefined; readonly by: number }
  | { readonly kind: 'filter'; readonly left: Operand; readonly operator: string; readonly right: Operand }

type Operand = { readonly path: readonly Step[] } | { readonly value: unknown }

export type JsonPath = (value: unknown) => readonly unknown[]

/** Undefined where the text is no path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps = new PathParser(text).parse()
  return steps && ((value) => find([value], steps))
}

const nameForm = /(?:\\.|[^.[\]\\\s'"()?@{}*,=!<>])+/y
const sliceForm = /\[\s*(-?\d+)?\s*(:?)\s*(-?\d+)?\s*(?::\s*(-?\d+))?\s*\]/y
const quotedForm =
  /\[\s*((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")(?:\s*,\s*(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))*)\s*\]/y
const operatorForm = /\s*(==|!=|<=|>=|<|>)\s*/y
const literalForm = /'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(-?\d+(?:\.\d+)?)|(true|false)/y

class PathParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): readonly Step[] | undefined {
    const steps = this.#steps()
    return steps !== undefined && this.#at === this.#text.length ? steps : undefined
  }

  #match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at
    const match = form.exec(this.#text)
    if (match !== null) this.#at = form.lastIndex
    return match
  }

  #steps(): Step[] | undefined {
    const steps: Step[] = []
    for (;;) {
      const next = this.#text[this.#at]
      if (next === '.') {
        this.#at++
        if (this.#text[this.#at] === '.') {
          this.#at++
          steps.push({ kind: 'descend' })
        }
        if (this.#at === this.#text.length || this.#text[this.#at] === '[') continue
        if (!this.#name(steps)) return undefined
      } else if (next === '[') {
        const step = this.#bracket()
        if (step === undefined) return undefined
        steps.push(step)
      } else if (steps.length === 0 && next !== undefined && this.#name(steps)) continue
      else return steps
    }
  }

  #name(steps: Step[]): boolean {
    if (this.#text[this.#at] === '*') {
      this.#at++
      steps.push({ kind: 'every' })
      return true
    }
    const match = this.#match(nameForm)
    if (match === null) return false
    steps.push({ kind: 'field', names: [match[0].replace(/\\(.)/g, '$1')] })
    return true
  }

  #bracket(): Step | undefined {
    if (this.#match(/\[\s*\*\s*\]/y) !== null) return { kind: 'every' }
    const quoted = this.#match(quotedForm)
    if (quoted !== null) {
      const names = [...(quoted[1] ?? '').matchAll(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/g)]
      return { kind: 'field', names: names.map(([, a, b]) => (a ?? b ?? '').replace(/\\(.)/g, '$1')) }
    }
    const slice = this.#match(sliceForm)
    if (slice !== null) return sliceStep(slice)
    return this.#match(/\[\s*\?\s*\(\s*/y) === null ? undefined : this.#filter()
  }

  #filter(): Step | undefined {
    const left = this.#operand()
    if (left === undefined) return undefined
    const operator = this.#match(operatorForm)?.[1] ?? 'exists'
    const right = operator === 'exists' ? { value: undefined } : this.#operand()
    if (right === undefined || this.#match(/\s*\)\s*\]/y) === null) return undefined
    return { kind: 'filter', left, operator, right }
  }

  #operand(): Operand | undefined {
    if (this.#text[this.#at] === '@') {
      this.#at++
      const path = this.#steps()
      return path && { path }
    }
    const match = this.#match(literalForm)
    if (match === null) return undefined
    const [, single, double, number, boolean] = match
    if (number !== undefined) return { value: Number(number) }
    if (boolean !== undefined) return { value: boolean === 'true' }
    return { value: (single ?? double ?? '').replace(/\\(.)/g, '$1') }
  }
}

function sliceStep([, from, colon, to, by]: RegExpExecArray): Step | undefined {
  if (colon === '') {
    if (from === undefined || to !== undefined) return undefined
    const index = Number(from)
    return { kind: 'slice', from: index, to: index === -1 ? undefined : index + 1, by: 1 }
  }
  const step = by === undefined ? 1 : Number(by)
  if (step <= 0) return undefined
  return { kind: 'slice', from: Number(from ?? 0), to: to === undefined ? undefined : Number(to), by: step }
}

/** More than a cell needs, and a bound for recursive descents. */
const foundLimit = 10_000

function find(values: readonly unknown[], steps: readonly Step[]): readonly unknown[] {
  let current = values
  for (const step of steps) {
    const next: unknown[] = []
    for (const value of current) {
      if (next.length > foundLimit) break
      for (const found of apply(value, step)) next.push(found)
    }
    current = next
  }
  return current
}

function apply(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case 'field':
      return isJsonObject(value)
        ? step.names.filter((name) => Object.hasOwn(value, name)).map((name) => getKey(value, name))
        : []
    case 'every':
      return children(value)
    case 'descend':
      return descendants(value)
    case 'slice':
      return Array.isArray(value) ? sliced(value, step) : []
    case 'filter':
      return children(value).filter((item) => holds(item, step))
  }
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.values(value) : []
}

function descendants(value: unknown): readonly unknown[] {
  const found: unknown[] = [value]
  for (let at = 0; at < found.length && found.length < foundLimit; at++)
    for (const child of children(found[at])) found.push(child)
  return found
}

function sliced(
  list: readonly unknown[],
  { from, to, by }: { readonly from: number; readonly to: number | undefined; readonly by: number },
): readonly unknown[] {
  const start = from < 0 ? from + list.length : from
  const end = to === undefined ? list.length : to < 0 ? to + list.length : to
  return list.slice(Math.max(start, 0), Math.max(end, 0)).filter((_, index) => index % by === 0)
}

function holds(item: unknown, filter: Step & { kind: 'filter' }): boolean {
  const left = operandValues(item, filter.left)
  if (filter.operator === 'exists') return left.length > 0
  const right = operandValues(item, filter.right)
  if (left.length === 0 || right.length === 0) return false
  return compare(left[0], right[0], filter.operator)
}

function operandValues(item: unknown, operand: Operand): readonly unknown[] {
  return 'path' in operand ? find([item], operand.path) : [operand.value]
}

function compare(a: unknown, b: unknown, operator: string): boolean {
  if (operator === '==') return equalJson(a, b)
  if (operator === '!=') return !equalJson(a, b)
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string')) return false
  const [left, right] = [a, b as typeof a]
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}
