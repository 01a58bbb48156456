// What an expression may name while it is compiled, and the faults found so far.

import type { Expr } from './ast.ts'
import type { Issue } from './cel-fault.ts'
import { type CelType, errorType, type Mapping, typeParam } from './cel-type.ts'
import type { Compiled } from './compiled.ts'
import type { CelFunction, Overload } from './function.ts'
import type { Value } from './values.ts'

/** A type that expressions may make: `Object.spec{replicas: 1}`. */
export interface StructType {
  readonly type: CelType
  /** undefined: there is no such field. */
  field(name: string): CelType | undefined
  make(fields: ReadonlyMap<string, Value>): Value
}

export interface Environment {
  readonly functions: ReadonlyMap<string, CelFunction>
  readonly variables: ReadonlyMap<string, CelType>
  readonly struct?: (name: string) => StructType | undefined
}

interface Local {
  readonly type: CelType
  readonly slot: number
}

/** What checking found of an expression's parts, for estimating its cost. */
export interface Checked {
  readonly types: Map<Expr, CelType>
  readonly calls: Map<Expr, { readonly name: string; readonly overloads: readonly Overload[] }>
}

/** One compilation. */
export class Compilation {
  readonly environment: Environment
  /** Kept only where somebody asks for it. */
  readonly checked: Checked | undefined
  readonly issues: Issue[] = []
  readonly mapping: Mapping = new Map()
  /** What upstream finds only when it makes a program of a checked expression. */
  programFault: string | undefined
  /** Inside of format(): literals may hold values of several types. Upstream: HomogeneousAggregateLiteralExemptFunctions. */
  mixes = false
  /** Types of what stands inside of format(). */
  readonly formatted = new Map<Expr, CelType>()
  /** Looked at when all types are known, and right. */
  readonly afterwards: (() => void)[] = []
  readonly #locals: { readonly name: string; readonly local: Local }[] = []
  #params = 0

  readonly #compile: (expr: Expr, c: Compilation) => Compiled

  constructor(
    environment: Environment,
    compile: (expr: Expr, c: Compilation) => Compiled,
    checked: Checked | undefined,
  ) {
    this.environment = environment
    this.checked = checked
    this.#compile = compile
  }

  /** A part of the expression. */
  compile(expr: Expr): Compiled {
    const compiled = this.#compile(expr, this)
    this.checked?.types.set(expr, compiled.type)
    if (this.mixes) this.formatted.set(expr, compiled.type)
    return compiled
  }

  /** Notes a fault; the faulty expression then has a type that fits everywhere. */
  fault(offset: number, message: string): CelType {
    this.issues.push({ offset, message })
    return errorType
  }

  /** A type parameter that nothing else uses. */
  freshParam(): CelType {
    return typeParam(`_var${this.#params++}`)
  }

  local(name: string): Local | undefined {
    return this.#locals.findLast((entry) => entry.name === name)?.local
  }

  /** Compiles something with more variables in scope; gives their slots. */
  within<T>(
    locals: readonly { readonly name: string; readonly type: CelType }[],
    compile: (slots: readonly number[]) => T,
  ): T {
    const slots: number[] = []
    for (const { name, type } of locals) {
      const slot = this.#locals.length
      slots.push(slot)
      this.#locals.push({ name, local: { type, slot } })
    }
    const result = compile(slots)
    this.#locals.length -= locals.length
    return result
  }
}
