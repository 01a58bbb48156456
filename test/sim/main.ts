// npm run sim -- --seed N                    one seed of a cluster's life with its trace
// npm run sim -- --seeds A-B                 many, only what went wrong
// npm run sim -- model --seed N [--steps M]  random clients against the API server, held against the model
// npm run sim -- model --seeds A-B           many; what fails is made small and shown
import { parseArgs } from 'node:util'
import { planOf } from './model/plan.ts'
import { defaultSteps, runModel } from './model/run-model.ts'
import { shrink } from './model/shrink.ts'
import { simulate } from './simulate.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1-100' },
    steps: { type: 'string', default: String(defaultSteps) },
  },
})
const [what = 'life'] = positionals
const run = { life, model }[what]
if (run === undefined) throw new Error(`unknown simulation ${JSON.stringify(what)}: there are life and model`)
const [first = 1, last = first] = (values.seed ?? values.seeds).split('-').map(Number)
let failed = 0
for (let seed = first; seed <= last; seed++) if (!(await run(seed))) failed++
if (first !== last) console.log(`${last - first + 1} seeds, ${failed} went wrong`)
process.exitCode = failed === 0 ? 0 : 1

async function life(seed: number): Promise<boolean> {
  const { trace, wrong } = await simulate(seed)
  if (values.seed !== undefined) {
    console.log(trace.join('\n'))
    console.log(wrong.length === 0 ? 'all is well' : `${wrong.length} wrong`)
  } else for (const text of wrong.slice(0, 5)) console.log(`seed ${seed}: ${text}`)
  return wrong.length === 0
}

async function model(seed: number): Promise<boolean> {
  const options = { seed, plan: planOf(seed, Number(values.steps)) }
  const whole = await runModel(options)
  const { calls, events, trace } = whole
  if (whole.violations.length === 0) {
    if (values.seed !== undefined)
      console.log(`${trace.join('\n')}\n${calls} calls, ${events} watch events: all is well`)
    return true
  }
  console.log(`seed ${seed}: ${whole.violations.length} violations, made small:`)
  const { plan, run } = await shrink(whole, options)
  console.log(run.trace.join('\n'))
  for (const violation of run.violations) console.log(`VIOLATION ${violation}`)
  console.log(
    `${plan.length} of ${options.plan.length} steps are enough: ${plan.map(({ id }) => id).join(' ')}`,
  )
  return false
}
