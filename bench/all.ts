// Runs every bench one after the other and prints one table: what was asked, then each line of the answer. About six
// minutes; where a cluster with real containers can run (root, containerd), those figures, too.
//
//   node bench/all.ts
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '../src/base/node/system-clock.ts'
import { whyNoContainers } from '../src/cluster/runtime/prerequisites.ts'

const width = 24

async function run(name: string, args: readonly string[]): Promise<void> {
  const startMs = systemClock.monotonic()
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, `${name}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const what = [name, ...args].join(' ').padEnd(width)
  for await (const line of createInterface({ input: child.stdout })) console.log(`${what} | ${line}`)
  const seconds = (systemClock.monotonic() - startMs) / 1000
  console.log(
    `${what} | took ${seconds.toFixed(0)} s${child.exitCode ? `, exit code ${child.exitCode}` : ''}`,
  )
  if (child.exitCode) process.exitCode = 1
}

await run('start', ['simulated'])
await run('memory', ['10000'])
const obstacle = whyNoContainers()
if (obstacle === undefined) {
  await run('start', ['containerd'])
  await run('memory', ['containerd'])
} else console.log(`${'containerd'.padEnd(width)} | left out: ${obstacle}`)
await run('reads', [])
await run('writes', [])
await run('watch', [])
await run('pod-memory', [])
await run('flow-control', [])
await run('loop-delay', ['30000'])
await run('store', [])
await run('scheduler', [])
