// What one call may cost, and how large its result may be. Upstream: cel-go checker/cost.go functionCost, ext/sets.go,
// ext/lists.go; apiserver pkg/cel/library/cost.go EstimateCallCost, whose functions are asked by name.
import type { CelType } from './cel-type.ts'
import { add, multiply, one, type Range, scale, smaller, union, unknown, zero } from './cost-range.ts'
import { libraryEstimate, perCharacter, perPatternCharacter } from './estimate-library.ts'
import type { CallEstimate, CallParts, Sized, Surroundings } from './estimate-parts.ts'

export function callEstimate(estimate: Surroundings, parts: CallParts): CallEstimate {
  const own = libraryEstimate(parts, (sized) => sizeEstimate(estimate, sized))
  const argCost = add(zero, ...parts.argCosts)
  if (own !== undefined) return { cost: add(own.cost, argCost), size: own.size }
  const standard = standardEstimate(estimate, parts)
  if (standard === undefined) return { cost: add(one, argCost) }
  return standard.whole === true ? standard : { cost: add(standard.cost, argCost), size: standard.size }
}

/** As far as known, of a value or of what a list holds. */
function sizeEstimate(
  estimate: Surroundings,
  sized: Pick<Sized, 'path' | 'computed'> & { type: CelType },
): Range {
  return sized.computed ?? estimate.sizeOf(sized.path ?? [], sized.type) ?? unknown
}

interface StandardEstimate extends CallEstimate {
  /** The cost of the arguments is in it. */
  readonly whole?: boolean
}

function standardEstimate(estimate: Surroundings, parts: CallParts): StandardEstimate | undefined {
  const { node, form, target, args } = parts
  const [first, second] = args
  const sizeOf = (sized: Sized | undefined): Range => sized?.computed ?? unknown
  const walk = (sized: Sized | undefined): Range => scale(sizeOf(sized), perCharacter)
  switch (form) {
    case 'format':
      return { cost: walk(target) }
    case 'stringToBytes': {
      const { min, max } = sizeOf(first)
      return { cost: walk(first), size: { min, max: BigInt.asUintN(64, max * 4n) } }
    }
    case 'bytesToString': {
      const { min, max } = sizeOf(first)
      return { cost: walk(first), size: { min: min / 4n, max } }
    }
    case 'quote': {
      const { min, max } = sizeOf(first)
      return { cost: walk(first), size: { min: min + 2n, max: BigInt.asUintN(64, max * 2n + 2n) } }
    }
    case 'startsWith':
      return { cost: walk(first) }
    case 'inList':
      return { cost: sizeOf(second) }
    case 'matches': {
      const text = scale(add(sizeOf(target), one), perCharacter)
      return { cost: multiply(text, scale(sizeOf(first), perPatternCharacter)) }
    }
    case 'contains':
      return { cost: multiply(walk(target), walk(first)) }
    case 'logical':
      return { cost: logicalCost(parts), whole: true }
    case 'conditional':
      return conditionalEstimate(estimate, parts)
    case 'addList':
    case 'addText': {
      const size = add(sizeOf(first), sizeOf(second))
      if (first && second) estimate.joinEntries(node, first.node, second.node)
      return { cost: form === 'addList' ? one : scale(size, perCharacter), size }
    }
    case 'compareText':
    case 'equals': {
      const max = smaller(sizeOf(first).max, sizeOf(second).max)
      return { cost: scale({ min: max > 0n ? 1n : 0n, max }, perCharacter) }
    }
    default:
      return undefined
  }
}

/** The first may decide. */
function logicalCost({ argCosts: [left = zero, right = zero] }: CallParts): Range {
  return { min: left.min, max: add(left, right).max }
}

function conditionalEstimate(estimate: Surroundings, { node, args, argCosts }: CallParts): StandardEstimate {
  const [, yes, no] = args
  const [test = zero, yesCost = zero, noCost = zero] = argCosts
  if (yes && no) estimate.joinEntries(node, yes.node, no.node)
  const size = union(yes?.computed ?? unknown, no?.computed ?? unknown)
  return { cost: add(test, union(yesCost, noCost)), size, whole: true }
}
