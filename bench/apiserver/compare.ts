// Runs one load against the API server and the bare handler in turn, and prints what came of it: the best throughput of
// each, their CPU time a request, and both ratios. One load process serves all the runs of a bench.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { systemClock } from '../../src/base/node/system-clock.ts'
import type { Job, Report } from './load.ts'

export interface Variant {
  readonly media: 'json' | 'protobuf'
  readonly http: 1 | 2
  readonly connections: number
}

/** The ways in which a request is asked, the usual ones alone unless told otherwise. */
export function variants(all: boolean): readonly Variant[] {
  const usual: readonly Variant[] = [
    { media: 'json', http: 1, connections: 1 },
    { media: 'json', http: 1, connections: 32 },
    { media: 'json', http: 2, connections: 32 },
    { media: 'protobuf', http: 2, connections: 32 },
  ]
  const others: readonly Variant[] = [
    { media: 'json', http: 2, connections: 1 },
    { media: 'protobuf', http: 1, connections: 1 },
    { media: 'protobuf', http: 1, connections: 32 },
    { media: 'protobuf', http: 2, connections: 1 },
  ]
  return all ? [...usual, ...others] : usual
}

export const acceptOf = {
  json: 'application/json',
  protobuf: 'application/vnd.kubernetes.protobuf',
} as const

export interface Measured {
  readonly perSecond: number
  readonly cpuMicros: number
  readonly report: Report
}

export class Load implements Disposable {
  readonly #child: ChildProcess

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'load.ts'))
    // One that fails has said why on standard error.
    this.#child.once('exit', (code) => {
      if (code !== null && code !== 0) process.exit(code)
    })
  }

  #next(): Promise<Report> {
    return new Promise((resolve) => this.#child.once('message', (message) => resolve(message as Report)))
  }

  /** `during` works beside the load once its connections stand. */
  async run(job: Job, during?: () => Promise<void>): Promise<Measured> {
    const ready = this.#next()
    this.#child.send(job)
    await ready
    const done = this.#next()
    const before = process.cpuUsage()
    const startMs = systemClock.monotonic()
    this.#child.send('go')
    await during?.()
    const report = await done
    const cpu = process.cpuUsage(before)
    const ms = systemClock.monotonic() - startMs
    const { count } = report
    return { perSecond: (count * 1000) / ms, cpuMicros: (cpu.user + cpu.system) / count, report }
  }

  [Symbol.dispose](): void {
    this.#child.kill()
  }
}

const rounds = 3

/** Runs `run` for the bare handler and the server, in turn. */
export async function compare(
  name: string,
  run: (side: 'bare' | 'ours') => Promise<Measured>,
): Promise<void> {
  const found = { bare: [] as Measured[], ours: [] as Measured[] }
  for (let round = 0; round < rounds; round++) {
    found.bare.push(await run('bare'))
    found.ours.push(await run('ours'))
  }
  const fastest = (list: readonly Measured[]) => Math.max(...list.map(({ perSecond }) => perSecond))
  const cheapest = (list: readonly Measured[]) => Math.min(...list.map(({ cpuMicros }) => cpuMicros))
  const [bare, ours] = [fastest(found.bare), fastest(found.ours)]
  const [bareCpu, oursCpu] = [cheapest(found.bare), cheapest(found.ours)]
  const figure = (value: number) => value.toFixed(value < 100 ? 1 : 0).padStart(8)
  console.log(
    `${name.padEnd(40)} ${figure(ours)}/s of ${figure(bare)}/s  ratio ${(ours / bare).toFixed(2)}` +
      `   CPU ${figure(oursCpu)} µs of ${figure(bareCpu)} µs  ratio ${(bareCpu / oursCpu).toFixed(2)}`,
  )
}

export function nameOfVariant({ media, http, connections }: Variant): string {
  return `${media} HTTP/${http} x${connections}`
}
