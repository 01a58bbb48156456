// Makes a failing run small: leaves out steps, many at first, then fewer, as long as the same property is still broken.
import type { Step } from './plan.ts'
import { type ModelOptions, type ModelRun, runModel } from './run-model.ts'

/** The word before the colon: what was broken. */
export const property = (violation: string) => violation.slice(0, violation.indexOf(':'))

/** Runs left out at most: a small run is a help, not a proof. */
const maxRuns = 250

export async function shrink(
  failing: ModelRun,
  options: ModelOptions & { readonly plan: readonly Step[] },
): Promise<{ readonly plan: readonly Step[]; readonly run: ModelRun }> {
  const wanted = property(failing.violations[0] ?? '')
  let best = { plan: options.plan, run: failing }
  let runs = 0
  for (let size = Math.ceil(best.plan.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.plan.length && runs < maxRuns; ) {
      const plan = best.plan.toSpliced(at, size)
      const run = await runModel({ ...options, plan })
      runs++
      if (run.violations.some((violation) => property(violation) === wanted)) best = { plan, run }
      else at += size
    }
  }
  return best
}
