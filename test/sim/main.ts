// npm run sim -- --seed N        one seed with its trace
// npm run sim -- --seeds A-B     many, only what went wrong
import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seeds: { type: 'string', default: '1-100' } },
})

if (values.seed !== undefined) {
  const { trace, wrong } = await simulate(Number(values.seed))
  console.log(trace.join('\n'))
  console.log(wrong.length === 0 ? 'all is well' : `${wrong.length} wrong`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} else {
  const [first = 1, last = first] = values.seeds.split('-').map(Number)
  let failed = 0
  for (let seed = first; seed <= last; seed++) {
    const { wrong } = await simulate(seed)
    if (wrong.length > 0) failed++
    for (const text of wrong.slice(0, 5)) console.log(`seed ${seed}: ${text}`)
  }
  console.log(`${last - first + 1} seeds, ${failed} went wrong`)
  process.exitCode = failed === 0 ? 0 : 1
}
