// Brings raw scores between 0 and maxNodeScore in proportion to the highest. Upstream: plugins/helper DefaultNormalizeScore.
import { maxNodeScore } from './plugin.ts'

/** With `reverse`, the lowest raw score becomes the best. */
export function normalizeByHighest(scores: Float64Array, options: { readonly reverse: boolean }): void {
  let highest = 0
  for (const score of scores) if (score > highest) highest = score
  if (highest === 0) {
    if (options.reverse) scores.fill(maxNodeScore)
    return
  }
  for (let i = 0; i < scores.length; i++) {
    const score = Math.floor((maxNodeScore * (scores[i] as number)) / highest)
    scores[i] = options.reverse ? maxNodeScore - score : score
  }
}
