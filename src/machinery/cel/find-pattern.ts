// Where a pattern matches, leftmost and first alternative first: a run of RE2's program with threads that remember where they
// began (the package answers only whether). Linear in text and program. Upstream: Go regexp/exec.go.
import type { LinearPattern } from '../linear-pattern.ts'

type Program = ReturnType<LinearPattern['re2']>['prog']

// Numbers of instructions (re2's Inst) and of empty-width conditions (its Utils).
const op = { alt: 1, altMatch: 2, capture: 3, emptyWidth: 4, match: 6, nop: 7, rune: 8 } as const
const empty = { beginLine: 1, endLine: 2, beginText: 4, endText: 8, boundary: 16, noBoundary: 32 } as const

interface Threads {
  /** Instructions in order of preference. */
  readonly list: number[]
  /** Where the thread at an instruction began. */
  readonly starts: Map<number, number>
}

export interface Found {
  readonly start: number
  readonly end: number
}

/** `work` is told of every step; it may throw to end the search. */
export function findFrom(pattern: LinearPattern, text: string, options: FindOptions): Found | undefined {
  const program = pattern.re2().prog
  let current: Threads = { list: [], starts: new Map() }
  let found: Found | undefined
  for (let at = options.from; ; ) {
    const point = text.codePointAt(at) ?? -1
    if (found === undefined) add(program, current, { pc: program.start, start: at, flags: flagsAt(text, at) })
    options.work((current.list.length + 1) / 2)
    const width = point > 0xffff ? 2 : 1
    const next: Threads = { list: [], starts: new Map() }
    const flags = flagsAt(text, at + width)
    for (const pc of current.list) {
      const start = current.starts.get(pc) ?? at
      const instruction = program.getInst(pc)
      if (instruction.op === op.match) {
        found = { start, end: at }
        break
      }
      if (point >= 0 && matches(instruction, point)) add(program, next, { pc: instruction.out, start, flags })
    }
    if (point < 0 || (next.list.length === 0 && found !== undefined)) return found
    current = next
    at += width
  }
}

export interface FindOptions {
  readonly from: number
  work(steps: number): void
}

interface Thread {
  readonly pc: number
  readonly start: number
  readonly flags: number
}

/** Follows everything that consumes no character. A stack of its own: programs may be long. */
function add(program: Program, { list, starts }: Threads, { pc, start, flags }: Thread): void {
  const seen = starts
  const stack = [pc]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue
    const instruction = program.getInst(at)
    seen.set(at, start)
    switch (instruction.op) {
      case op.alt:
      case op.altMatch:
        stack.push(instruction.arg, instruction.out)
        break
      case op.capture:
      case op.nop:
        stack.push(instruction.out)
        break
      case op.emptyWidth:
        if ((instruction.arg & ~flags) === 0) stack.push(instruction.out)
        break
      default:
        list.push(at)
    }
  }
}

function matches(instruction: ReturnType<Program['getInst']>, point: number): boolean {
  switch (instruction.op) {
    case op.rune + 2:
      return true
    case op.rune + 3:
      return point !== 10
    case op.rune:
    case op.rune + 1:
      return instruction.matchRune(point)
    default:
      return false
  }
}

/** What holds between the character before `at` and the one there. */
function flagsAt(text: string, at: number): number {
  const before = at > 0 ? text.charCodeAt(at - 1) : -1
  const after = at < text.length ? text.charCodeAt(at) : -1
  let flags = isWord(before) === isWord(after) ? empty.noBoundary : empty.boundary
  if (before < 0) flags |= empty.beginText | empty.beginLine
  else if (before === 10) flags |= empty.beginLine
  if (after < 0) flags |= empty.endText | empty.endLine
  else if (after === 10) flags |= empty.endLine
  return flags
}

function isWord(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122)
  )
}
