// npm run fuzz [-- --seed N --seconds S]: prints its seed, with which the same requests come again.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { runFuzz } from './run-fuzz.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, seconds: { type: 'string' } } })
const seed = Number(values.seed ?? randomInt(2 ** 31))
const seconds = Number(values.seconds ?? 60)
console.log(`seed ${seed}, ${seconds} s`)
const { requests, statuses, faults } = await runFuzz({ seed, ms: seconds * 1000 })
const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
console.log(`${requests} requests; ${counts.join(', ')}`)
for (const fault of faults) console.log(`FAULT ${fault}`)
console.log(`${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
