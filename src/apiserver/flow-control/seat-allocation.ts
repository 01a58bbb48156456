// How the server's seats are divided among the priority levels: by shares first, then by what each could use.
// Upstream: apiserver pkg/util/flowcontrol/conc_alloc.go, apf_controller.go finishQueueSetReconfigsLocked.

export interface LevelShares {
  readonly shares: number
  readonly lendablePercent: number
  /** Absent: it may borrow all that others lend. */
  readonly borrowingLimitPercent: number | undefined
}

export interface LevelLimits {
  readonly nominal: number
  /** What is left when all that is lendable has been lent. */
  readonly lower: number
  readonly upper: number
}

/** Rounding up may give out a few seats more than there are. */
export function levelLimits(levels: readonly LevelShares[], totalSeats: number): LevelLimits[] {
  const sum = levels.reduce((all, { shares }) => all + shares, 0)
  return levels.map(({ shares, lendablePercent, borrowingLimitPercent }) => {
    const nominal = sum === 0 ? 0 : Math.ceil((totalSeats * shares) / sum)
    const lendable = Math.round((nominal * lendablePercent) / 100)
    const borrowing =
      borrowingLimitPercent === undefined ? totalSeats : Math.round((nominal * borrowingLimitPercent) / 100)
    return { nominal, lower: nominal - lendable, upper: nominal + borrowing }
  })
}

export interface Claim {
  readonly target: number
  readonly lowerBound: number
  readonly upperBound: number
}

const minTarget = 0.001
const epsilon = 1e-7

/**
 * Parts of `sum` in proportion to the targets, within each one's bounds; undefined where the bounds leave no answer.
 * Each part is `fair * target`, or the bound that it would overstep, for the one `fair` with which they add up.
 */
export function allocateSeats(sum: number, claims: readonly Claim[]): readonly number[] | undefined {
  const low = claims.reduce((all, { lowerBound }) => all + lowerBound, 0)
  const high = claims.reduce((all, { upperBound }) => all + upperBound, 0)
  if (low - sum > epsilon || sum - high > epsilon) return undefined
  const fair = fairProportion(sum, claims)
  return claims.map((claim) => partOf(claim, fair))
}

function partOf({ target, lowerBound, upperBound }: Claim, fair: number): number {
  return Math.max(lowerBound, Math.min(upperBound, fair * Math.max(target, minTarget)))
}

/** What is given out grows with the proportion, straight between the points at which somebody meets a bound. */
function fairProportion(sum: number, claims: readonly Claim[]): number {
  const given = (fair: number) => claims.reduce((all, claim) => all + partOf(claim, fair), 0)
  const bends = claims
    .flatMap(({ target, lowerBound, upperBound }) =>
      [lowerBound, upperBound].map((bound) => bound / Math.max(target, minTarget)),
    )
    .sort((a, b) => a - b)
  let [from, fromSum] = [0, given(0)]
  for (const to of bends) {
    const toSum = given(to)
    if (toSum >= sum) {
      return toSum - fromSum <= epsilon ? to : from + ((to - from) * (sum - fromSum)) / (toSum - fromSum)
    }
    ;[from, fromSum] = [to, toSum]
  }
  return from
}
