// How long from the command to a control plane that answers, and to the first pod that runs? Beside it, in the same
// rounds, what Node itself takes to start. The first round has a cold module cache if the code has changed since the last
// start, so it is printed apart.
//
//   node bench/start.ts [simulated|containerd]     containerd: as root, no other cluster on the machine
import { execFileSync } from 'node:child_process'
import { Pod } from '../src/api/core/pod/pod.kind.ts'
import { systemClock } from '../src/base/node/system-clock.ts'
import type { Client } from '../src/client/client.ts'
import { StatusError } from '../src/machinery/status-error.ts'
import {
  cpuSeconds,
  median,
  purge,
  type RunningCluster,
  type Runtime,
  startCluster,
  temporaryDataDir,
} from './running-cluster.ts'

const image = 'docker.io/library/busybox:latest'

interface Round {
  readonly bareMs: number
  readonly readyMs: number
  readonly podMs: number
  readonly againMs: number
  /** Of all processes of the cluster, which other load on the machine does not change much. */
  readonly readyCpuMs: number
  readonly steps: ReadonlyMap<string, number>
}

function bareNodeMs(): number {
  const startMs = systemClock.monotonic()
  execFileSync(process.execPath, ['-e', '0'])
  return systemClock.monotonic() - startMs
}

/** Creates a pod as soon as the server takes it, and waits until it runs. */
async function firstPod(client: Client): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  const containers = [
    { name: 'web', image, imagePullPolicy: 'IfNotPresent' as const, command: ['sleep', '600'] },
  ]
  const draft = {
    metadata: { namespace: 'default', name: 'first' },
    spec: { containers, terminationGracePeriodSeconds: 0 },
  }
  for (;;) {
    try {
      await client.create(Pod, draft, { signal })
      break
    } catch (error) {
      // The service account of the namespace comes a moment after the namespace.
      if (!(error instanceof StatusError)) throw error
      await settleFor(10)
    }
  }
  while ((await client.get(Pod, draft.metadata, { signal })).status?.phase !== 'Running') await settleFor(10)
}

function settleFor(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve))
}

async function round(runtime: Runtime): Promise<Round> {
  const bareMs = bareNodeMs()
  const dataDir = temporaryDataDir()
  try {
    const startMs = systemClock.monotonic()
    const cluster: RunningCluster = await startCluster({ runtime, dataDir })
    const processes = [cluster.supervisor, ...cluster.children()]
    const readyCpuMs = processes.reduce((sum, process) => sum + cpuSeconds(process) * 1000, 0)
    await firstPod(cluster.client)
    const podMs = systemClock.monotonic() - startMs
    await cluster.stop()
    const again = await startCluster({ runtime, dataDir })
    await again.stop()
    return {
      bareMs,
      readyMs: cluster.readyMs,
      podMs,
      againMs: again.readyMs,
      readyCpuMs,
      steps: cluster.steps,
    }
  } finally {
    await purge(dataDir)
  }
}

function report(runtime: Runtime, rounds: readonly Round[]): void {
  const of = (pick: (round: Round) => number) => rounds.map(pick)
  const bare = Math.min(...of(({ bareMs }) => bareMs))
  const line = (what: string, values: readonly number[]) => {
    const best = Math.min(...values)
    const figures = `${best.toFixed(0).padStart(6)} ms  median ${median(values).toFixed(0).padStart(6)} ms`
    console.log(`${`${runtime}: ${what}`.padEnd(52)} ${figures}  ${(best / bare).toFixed(1)} x node -e 0`)
  }
  for (const step of rounds[0]?.steps.keys() ?? []) {
    line(
      step,
      of(({ steps }) => steps.get(step) ?? Number.NaN),
    )
  }
  line(
    'ready, new data directory',
    of(({ readyMs }) => readyMs),
  )
  line(
    'CPU of all processes until ready',
    of(({ readyCpuMs }) => readyCpuMs),
  )
  line(
    'first pod running',
    of(({ podMs }) => podMs),
  )
  line(
    'ready, objects and keys there',
    of(({ againMs }) => againMs),
  )
}

async function main(runtime: Runtime): Promise<void> {
  const cold = await round(runtime)
  console.log(`${`${runtime}: ready, first round`.padEnd(52)} ${cold.readyMs.toFixed(0).padStart(6)} ms`)
  const rounds: Round[] = []
  for (let i = 0; i < 4; i++) rounds.push(await round(runtime))
  report(runtime, rounds)
}

await main(process.argv[2] === 'containerd' ? 'containerd' : 'simulated')
