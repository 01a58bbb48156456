// What an expression may cost at the least and at the most, before it runs: sizes come from its literals, from what its
// parts make of one another, and from whoever knows its variables. Upstream: cel-go checker/cost.go.
import type { CelType } from './cel-type.ts'
import { add, fixed, multiply, one, type Range, union, unknown, zero } from './cost-range.ts'
import { accumulatorName, type CallNode, type CostNode, type GroupNode, type LoopNode } from './cost-tree.ts'
import { countPoints } from './equality.ts'
import { callEstimate } from './estimate-call.ts'
import type { Sized, SizeOf, Surroundings } from './estimate-parts.ts'

/** Of the keys and the values of a list or a map that an expression makes. */
interface EntrySizes {
  readonly container: 'list' | 'map'
  readonly key: Range
  readonly value: Range
}

interface Local {
  readonly path: readonly string[] | undefined
  readonly size: Range | undefined
  readonly entries: EntrySizes | undefined
}

export function estimateCost(tree: CostNode, sizeOf: SizeOf): Range {
  return new Estimate(sizeOf).cost(tree)
}

const groupCosts = { list: fixed(10), map: fixed(30), struct: fixed(40) }
const empty: Range = { min: 0xffff_ffff_ffff_ffffn, max: 0n }

/** One estimate: what has been found out about the parts so far. */
class Estimate implements Surroundings {
  readonly sizeOf: SizeOf
  readonly #paths = new Map<CostNode, readonly string[] | undefined>()
  readonly #sizes = new Map<CostNode, Range>()
  readonly #entries = new Map<CostNode, EntrySizes>()
  readonly #locals = new Map<string, Local[]>()
  /** A node may stand in several places, always below the same variables. */
  readonly #costs = new Map<CostNode, Range>()

  constructor(sizeOf: SizeOf) {
    this.sizeOf = sizeOf
  }

  cost(node: CostNode): Range {
    let cost = this.#costs.get(node)
    if (cost === undefined) {
      cost = this.#cost(node)
      this.#costs.set(node, cost)
    }
    return cost
  }

  #cost(node: CostNode): Range {
    switch (node.kind) {
      case 'literal':
        return zero
      case 'ident': {
        const local = this.#local(node.name)
        this.#paths.set(node, local === undefined ? [node.name] : local.path)
        return one
      }
      case 'select':
        return this.#costSelect(node)
      case 'call':
        return this.#costCall(node)
      case 'list':
      case 'map':
      case 'struct':
        return this.#costGroup(node)
      case 'loop':
        return this.#costLoop(node)
      case 'bind': {
        const before = add(this.cost(node.range), this.cost(node.value))
        const local = {
          path: this.#path(node.value),
          size: this.size(node.value),
          entries: this.entries(node.value),
        }
        const cost = this.#with([[node.variable, local]], () => add(before, this.cost(node.result)))
        this.#setSize(node, this.size(node.result))
        this.#setEntries(node, this.entries(node.result))
        return cost
      }
    }
  }

  /** Of a value: 0 to the largest where nothing is known. */
  sizeOrUnknown(node: CostNode): Range {
    return this.size(node) ?? unknown
  }

  size(node: CostNode): Range | undefined {
    const known = this.#sizes.get(node) ?? literalSize(node)
    if (known !== undefined) return known
    const path = this.#path(node)
    const given = path === undefined ? this.sizeOf([], node.type) : this.sizeOf(path, node.type)
    if (given !== undefined) {
      this.#sizes.set(node, given)
      return given
    }
    if (isScalar(node.type)) return one
    return node.kind === 'ident' ? this.#local(node.name)?.size : undefined
  }

  entries(node: CostNode): EntrySizes | undefined {
    const known = this.#entries.get(node)
    return known ?? (node.kind === 'ident' ? this.#local(node.name)?.entries : undefined)
  }

  /** What both branches, or both operands, hold. */
  joinEntries(node: CostNode, a: CostNode, b: CostNode): void {
    const [left, right] = [this.entries(a), this.entries(b)]
    if (left === undefined || right === undefined) return
    const key = union(left.key, right.key)
    this.#setEntries(node, { container: left.container, key, value: union(left.value, right.value) })
  }

  #costSelect(node: CostNode & { readonly kind: 'select' }): Range {
    const operand = this.cost(node.operand)
    // A test for presence is free.
    if (node.test) return operand
    this.#paths.set(node, [...(this.#path(node.operand) ?? []), node.field])
    return ['map', 'object', 'param'].includes(node.operand.type.kind) ? add(operand, one) : operand
  }

  #costCall(node: CallNode): Range {
    if (node.name === 'dyn' && node.args[0] !== undefined) {
      const [arg] = node.args
      const cost = add(one, this.cost(arg))
      this.#setSize(node, this.size(arg))
      this.#setEntries(node, this.entries(arg))
      return cost
    }
    const args: Sized[] = []
    const argCosts: Range[] = []
    for (const arg of node.args) {
      argCosts.push(this.cost(arg))
      args.push(this.#sized(arg))
    }
    const before = node.target === undefined ? zero : this.cost(node.target)
    const target = node.target && this.#sized(node.target)
    let cost: Range = empty
    let size: Range | undefined
    for (const form of node.forms) {
      const estimate = callEstimate(this, { node, form, target, args, argCosts })
      cost = union(cost, estimate.cost)
      if (estimate.size !== undefined) size = size === undefined ? estimate.size : union(size, estimate.size)
      if (form === 'indexList' || form === 'indexMap') size = this.#index(node, form)
      size ??= this.size(node)
    }
    this.#setSize(node, size)
    return add(before, cost)
  }

  #index(node: CallNode, form: 'indexList' | 'indexMap'): Range | undefined {
    const [container] = node.args
    if (container === undefined) return undefined
    this.#paths.set(node, [...(this.#path(container) ?? []), form === 'indexList' ? '@items' : '@values'])
    return this.entries(container)?.value
  }

  #costGroup(node: GroupNode): Range {
    let cost = zero
    const sizes: Range[] = []
    for (const item of node.items) {
      cost = add(cost, this.cost(item))
      sizes.push(this.sizeOrUnknown(item))
    }
    if (node.kind === 'list') {
      this.#setEntries(node, { container: 'list', key: one, value: unionAll(sizes) })
    } else if (node.kind === 'map') {
      const key = unionAll(sizes.filter((_size, i) => i % 2 === 0))
      this.#setEntries(node, {
        container: 'map',
        key,
        value: unionAll(sizes.filter((_size, i) => i % 2 === 1)),
      })
    }
    return add(cost, groupCosts[node.kind])
  }

  #costLoop(node: LoopNode): Range {
    const { range, initial, accumulator } = node
    const before = add(this.cost(range), this.cost(initial))
    const accu = { path: this.#path(initial), size: this.size(initial), entries: this.entries(initial) }
    const cost = this.#with([[accumulator, accu]], () => {
      const each = this.#with(this.#variables(node), () => {
        const condition = this.cost(node.condition)
        return add(this.cost(node.step), condition)
      })
      const result = this.cost(node.result)
      return add(before, result, multiply(this.sizeOrUnknown(range), each))
    })
    if (initial.kind === 'literal') this.#setSize(node, this.size(initial))
    else {
      this.#setSize(node, this.sizeOrUnknown(range))
      this.#setEntries(node, this.entries(node.step))
    }
    return cost
  }

  #variables({ range, vars }: LoopNode): readonly (readonly [string, Local])[] {
    const entries = this.entries(range)
    const isList = (entries?.container ?? range.type.kind) === 'list'
    const path = this.#path(range) ?? []
    const local = (part: string, size: Range | undefined): Local => {
      return { path: [...path, part], size, entries: undefined }
    }
    const value = local(isList ? '@items' : '@values', entries?.value)
    const [first = '', second] = vars
    if (second !== undefined)
      return [
        [first, local(isList ? '@indices' : '@keys', entries?.key)],
        [second, value],
      ]
    return [[first, isList ? value : local('@keys', entries?.key)]]
  }

  #sized(node: CostNode): Sized {
    const path = this.#path(node)
    return { node, path: path?.[0] === accumulatorName ? undefined : path, computed: this.size(node) }
  }

  #path(node: CostNode): readonly string[] | undefined {
    const local = node.kind === 'ident' ? this.#local(node.name) : undefined
    return local === undefined ? this.#paths.get(node) : local.path
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1)
  }

  #with<T>(locals: readonly (readonly [string, Local])[], run: () => T): T {
    for (const [name, local] of locals) {
      const stack = this.#locals.get(name)
      if (stack === undefined) this.#locals.set(name, [local])
      else stack.push(local)
    }
    const result = run()
    for (const [name] of locals) this.#locals.get(name)?.pop()
    return result
  }

  #setSize(node: CostNode, size: Range | undefined): void {
    if (size !== undefined) this.#sizes.set(node, size)
  }

  #setEntries(node: CostNode, entries: EntrySizes | undefined): void {
    if (entries !== undefined) this.#entries.set(node, entries)
  }
}

const unionAll = (sizes: readonly Range[]): Range => (sizes.length === 0 ? zero : sizes.reduce(union, empty))

function literalSize(node: CostNode): Range | undefined {
  if (node.kind === 'list') return fixed(node.items.length)
  if (node.kind === 'map') return fixed(node.items.length / 2)
  if (node.kind !== 'literal') return undefined
  const { value } = node
  if (typeof value === 'string') return fixed(countPoints(value))
  return value instanceof Uint8Array ? fixed(value.length) : one
}

function isScalar(type: CelType): boolean {
  if (type.kind === 'optional') return isScalar(type.elem)
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind)
}
