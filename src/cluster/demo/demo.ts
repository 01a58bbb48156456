// `wherry demo`: a cluster, a sample application on it, and the proof that it answers.
import type { Clock } from '../../base/clock.ts'
import { clusterAccess, readKubeconfig } from '../../client/node/kubeconfig.ts'
import { createTransport } from '../../client/node/transport.ts'
import { createClient } from '../../client/typed-client.ts'
import type { Progress } from '../progress.ts'
import { type Check, checks, type DemoContext, removeSample } from './checks.ts'

export interface Outcome {
  readonly name: string
  readonly ms: number
  /** What was seen, or why it failed. */
  readonly text: string
  readonly ok: boolean
}

export interface DemoOptions {
  readonly kubeconfig: string
  readonly nodeIP: string
  readonly clock: Clock
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Runs every check on a running cluster, in order; stops at the first that fails. */
export async function runDemo(options: DemoOptions): Promise<readonly Outcome[]> {
  const { clock, nodeIP, progress, signal } = options
  const access = clusterAccess(await readKubeconfig(options.kubeconfig), { path: options.kubeconfig })
  await using transport = createTransport({ server: access.server, tls: access.tls, clock })
  const client = createClient({ handler: transport.handler, clock, userAgent: 'wherry-demo' })
  const context: DemoContext = { client, clock, nodeIP, signal }
  await removeSample(context)
  const outcomes: Outcome[] = []
  for (const check of checks) {
    const outcome = await runCheck(check, context)
    outcomes.push(outcome)
    progress.line(`${outcome.ok ? 'ok    ' : 'FAILED'}  ${outcome.name}: ${outcome.text}`)
    if (!outcome.ok) break
  }
  return outcomes
}

async function runCheck(check: Check, context: DemoContext): Promise<Outcome> {
  const start = context.clock.monotonic()
  const finish = (text: string, ok: boolean): Outcome => ({
    name: check.name,
    ms: context.clock.monotonic() - start,
    text,
    ok,
  })
  try {
    return finish(await check.run(context), true)
  } catch (error) {
    if (context.signal.aborted) throw error
    return finish(chain(error).join(': '), false)
  }
}

function chain(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)]
  return [error.message, ...(error.cause === undefined ? [] : chain(error.cause))]
}

/** A table of all outcomes, for the end of the output. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map((outcome) => outcome.name.length))
  const lines = outcomes.map(
    ({ name, ms, ok, text }) =>
      `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(width)}  ${(ms / 1000).toFixed(2).padStart(7)} s  ${text}`,
  )
  return `${lines.join('\n')}\n`
}

export function allHold(outcomes: readonly Outcome[]): boolean {
  return outcomes.length === checks.length && outcomes.every((outcome) => outcome.ok)
}
