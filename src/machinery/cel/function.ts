// What a library declares: functions by name, each with overloads whose types stand as text beside their code, and what a
// call costs. `fn('charAt', { 'string.(int) -> string': (text: string, index: bigint) => ... })`

import type { CelType } from './cel-type.ts'
import * as types from './cel-type.ts'
import type { Frame } from './frame.ts'
import type { Value } from './values.ts'

/** Gets the target first, then the arguments, then the frame. Types are as the signature says. */
export type Implementation = (...args: never[]) => Value

export interface Overload {
  /** Whether it is called on a target, which is then the first parameter. */
  readonly member: boolean
  readonly params: readonly CelType[]
  readonly result: CelType
  readonly call: (...args: (Value | Frame)[]) => Value
}

export interface CelFunction {
  readonly name: string
  readonly overloads: readonly Overload[]
  /** Before the call; 1 where absent. */
  readonly cost: Cost | undefined
}

/** What a call costs, asked before it is made. */
export type Cost = (args: readonly Value[], frame: Frame) => number

export function fn(
  name: string,
  overloads: Readonly<Record<string, Implementation>>,
  cost?: Cost,
): CelFunction {
  return {
    name,
    cost,
    overloads: Object.entries(overloads).map(([signature, call]) => ({
      ...parseSignature(signature),
      call: call as unknown as Overload['call'],
    })),
  }
}

/** Functions of the same name from several libraries are one function. */
export function functionTable(libraries: readonly (readonly CelFunction[])[]): Map<string, CelFunction> {
  const table = new Map<string, CelFunction>()
  for (const declared of libraries.flat()) {
    const known = table.get(declared.name)
    const merged =
      known === undefined
        ? declared
        : {
            ...known,
            cost: known.cost ?? declared.cost,
            overloads: [...known.overloads, ...declared.overloads],
          }
    table.set(declared.name, merged)
  }
  return table
}

/** `target.(params) -> result`, or `(params) -> result`. */
function parseSignature(text: string): Omit<Overload, 'call'> {
  const arrow = text.lastIndexOf(') -> ')
  const dot = text.indexOf('.(')
  const open = dot < 0 ? 0 : dot + 1
  const target = dot < 0 ? [] : [parseType(text.slice(0, dot))]
  const params = splitTypes(text.slice(open + 1, arrow)).map(parseType)
  return { member: dot >= 0, params: [...target, ...params], result: parseType(text.slice(arrow + 5)) }
}

function splitTypes(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const char = text[i]
    if (char === '(') depth++
    if (char === ')') depth--
    if ((char === ',' && depth === 0) || i === text.length) {
      const part = text.slice(start, i).trim()
      if (part !== '') parts.push(part)
      start = i + 1
    }
  }
  return parts
}

const named: ReadonlyMap<string, CelType> = new Map([
  ['dyn', types.dyn],
  ['null', types.nullType],
  ['bool', types.bool],
  ['int', types.int],
  ['uint', types.uint],
  ['double', types.double],
  ['string', types.string],
  ['bytes', types.bytes],
  ['timestamp', types.timestamp],
  ['duration', types.duration],
])

function parseType(text: string): CelType {
  const known = named.get(text)
  if (known !== undefined) return known
  if (/^[A-Z]$/.test(text)) return types.typeParam(text)
  const open = text.indexOf('(')
  if (open < 0) return types.opaque(text)
  const params = splitTypes(text.slice(open + 1, -1)).map(parseType)
  const [first = types.dyn, second = types.dyn] = params
  switch (text.slice(0, open)) {
    case 'list':
      return types.listOf(first)
    case 'map':
      return types.mapOf(first, second)
    case 'optional':
      return types.optionalOf(first)
    case 'type':
      return types.typeOfType(first)
  }
  throw new TypeError(`unknown type ${text}`)
}
