// What do the processes of a cluster weigh, idle and with 10,000 pods, and how much CPU do they use while nothing happens?
// The pods are bound by the scheduler and run on simulated nodes. Beside them, what an idle Node process weighs.
//
//   node bench/memory.ts [PODS]                   simulated nodes; 10,000 pods unless told otherwise; 0 for idle alone
//   node bench/memory.ts containerd               as root, no other cluster on the machine: the agent, too
import { spawn } from 'node:child_process'
import { Pod } from '../src/api/core/pod/pod.kind.ts'
import { sleep } from '../src/base/clock.ts'
import { systemClock } from '../src/base/node/system-clock.ts'
import {
  cpuSeconds,
  type Memory,
  memoryOf,
  type Process,
  type RunningCluster,
  startCluster,
} from './running-cluster.ts'

/** Long enough for what is given back when it is quiet. */
const settleSeconds = 75
const idleSeconds = 20
const podsANode = 100
const writers = 32
const { signal } = new AbortController()

const wait = (seconds: number) => sleep(systemClock, seconds * 1000, { signal })

/** Resident memory of a Node process that does nothing. */
async function bareNode(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])
  await wait(0.5)
  const { resident } = memoryOf({ name: 'server', pid: child.pid ?? 0 })
  child.kill()
  return resident
}

const processes = (cluster: RunningCluster): readonly Process[] => [cluster.supervisor, ...cluster.children()]

function reportMemory(when: string, cluster: RunningCluster, bare: number): void {
  const line = (name: string, memory: Memory) => {
    const figure = (value: number) => value.toFixed(0).padStart(5)
    const { resident, proportional, anonymous } = memory
    const figures = `${figure(resident)} MB resident ${figure(proportional)} proportional ${figure(anonymous)} anonymous`
    console.log(`${`${when}: ${name}`.padEnd(44)} ${figures}  ${(resident / bare).toFixed(1)} x an idle Node`)
  }
  let sum: Memory = { resident: 0, proportional: 0, anonymous: 0 }
  for (const process of processes(cluster)) {
    const memory = memoryOf(process)
    line(process.name, memory)
    if (process.name === 'agent') continue
    sum = {
      resident: sum.resident + memory.resident,
      proportional: sum.proportional + memory.proportional,
      anonymous: sum.anonymous + memory.anonymous,
    }
  }
  line('control plane (supervisor, server)', sum)
}

async function reportIdleCpu(when: string, cluster: RunningCluster): Promise<void> {
  const before = processes(cluster).map((process) => ({ process, seconds: cpuSeconds(process) }))
  await wait(idleSeconds)
  for (const { process, seconds } of before) {
    const percent = ((cpuSeconds(process) - seconds) * 100) / idleSeconds
    console.log(
      `${`${when}: CPU of ${process.name}`.padEnd(44)} ${percent.toFixed(2).padStart(5)} % of one core`,
    )
  }
}

async function createPods(cluster: RunningCluster, count: number): Promise<void> {
  const containers = [
    {
      name: 'web',
      image: 'registry.example/web:1.2.3',
      resources: { requests: { cpu: '10m', memory: '16Mi' } },
    },
  ]
  let next = 0
  const write = async () => {
    for (let i = next++; i < count; i = next++) {
      const metadata = { namespace: 'default', name: `web-${i}`, labels: { app: `app-${i % 100}` } }
      await cluster.client.create(Pod, { metadata, spec: { containers } }, { signal })
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
}

async function untilRunning(cluster: RunningCluster, count: number): Promise<void> {
  for (;;) {
    const fieldSelector = 'status.phase=Running'
    const { items } = await cluster.client.list(Pod, { fieldSelector, namespace: 'default', signal })
    if (items.length >= count) return
    await wait(1)
  }
}

async function main(argument = '10000'): Promise<void> {
  const bare = await bareNode()
  console.log(`${'idle Node process'.padEnd(44)} ${bare.toFixed(0).padStart(5)} MB resident`)
  const containerd = argument === 'containerd'
  const count = containerd ? 0 : Number(argument)
  await using cluster = await startCluster(
    containerd
      ? { runtime: 'containerd' }
      : { runtime: 'simulated', nodes: Math.max(3, Math.ceil(count / podsANode)) },
  )
  await wait(settleSeconds)
  reportMemory('idle', cluster, bare)
  await reportIdleCpu('idle', cluster)
  if (count === 0) return
  const startMs = systemClock.monotonic()
  await createPods(cluster, count)
  await untilRunning(cluster, count)
  const seconds = (systemClock.monotonic() - startMs) / 1000
  console.log(`${`${count} pods created, bound and running`.padEnd(44)} ${seconds.toFixed(1).padStart(5)} s`)
  await wait(settleSeconds)
  reportMemory(`${count} pods`, cluster, bare)
  await reportIdleCpu(`${count} pods`, cluster)
}

await main(process.argv[2])
