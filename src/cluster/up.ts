// `wherry up`: prepares the machine and the data directory, then keeps the server and the agent running. It stays small:
// whatever does work runs in the two children.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TaskGroup } from '../base/task-group.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { openDataDir, writeMarker } from './data-dir.ts'
import { createHost, type Host } from './host.ts'
import type { Layout } from './layout.ts'
import { claimMachine } from './machine-claim.ts'
import { programFile } from './package-files.ts'
import { prepareKeys } from './pki/prepare-keys.ts'
import { SupervisedChild } from './process/child.ts'
import { identify } from './process/process-identity.ts'
import { readRunFile, removeRunFile, writeRunFile } from './process/run-file.ts'
import type { Progress } from './progress.ts'
import { installPrerequisites, whyNoContainers } from './runtime/prerequisites.ts'
import { chooseRuntime, type RuntimeDecision } from './runtime/runtime-choice.ts'
import { UserError } from './user-error.ts'

export interface UpContext {
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Called once everything answers. */
  readonly onReady: (cluster: RunningCluster) => void
}

export interface RunningCluster {
  readonly kubeconfig: string
  readonly runtime: 'containerd' | 'simulated'
}

const entry = programFile('bin/wherry')
const serverStopMs = 20_000
const agentStopMs = 30_000

/** Runs the cluster until the signal aborts; running containers are left running then. */
export async function up(options: ClusterOptions, context: UpContext): Promise<void> {
  const { progress, signal } = context
  const host = createHost({ logLevel: 'warn' })
  const { layout, runtime: earlier } = openDataDir(options.dataDir)
  refuseSecond(layout)
  const decision = decide(options, earlier)
  progress.line(
    `${decision.runtime === 'containerd' ? 'real containers' : 'simulated nodes'}: ${decision.why}`,
  )
  if (decision.runtime === 'containerd') {
    claimMachine(layout.dir)
    await installPrerequisites({ progress })
  }
  writeMarker(layout, { runtime: decision.runtime, containerd: options.containerd })
  writeRunFile(layout.run, {
    supervisor: identify(process.pid),
    port: options.port,
    runtime: decision.runtime,
  })
  try {
    await superviseChildren({ ...options, runtime: decision.runtime }, { ...context, layout, host, signal })
  } finally {
    removeRunFile(layout.run)
  }
}

function refuseSecond(layout: Layout): void {
  const running = readRunFile(layout.run)
  if (running === undefined) return
  throw new UserError(
    `the cluster in ${layout.dir} is running already (process ${running.supervisor.pid}): stop it with "wherry down"`,
  )
}

function decide(options: ClusterOptions, earlier: string | undefined): RuntimeDecision {
  const decision = chooseRuntime(options, { obstacle: whyNoContainers(), earlier })
  if (earlier !== undefined && earlier !== decision.runtime && existsSync(options.dataDir)) {
    throw new UserError(
      `the cluster in ${options.dataDir} runs on ${earlier}, not ${decision.runtime}: use another --data-dir`,
    )
  }
  return decision
}

type SuperviseContext = UpContext & { readonly layout: Layout; readonly host: Host }

async function superviseChildren(options: ClusterOptions, context: SuperviseContext): Promise<void> {
  const { progress, layout, host, signal, onReady } = context
  const runtime = options.runtime === 'containerd' ? 'containerd' : 'simulated'
  await using group = new TaskGroup({ signal })
  // The children are started first, and load their programs while keys are made.
  const prepared = progress.step('keys and certificates', async () => {
    await Promise.resolve()
    return await prepareKeys(options, { layout, host })
  })
  group.spawn(async () => void (await prepared))
  const server = new SupervisedChild({
    name: 'server',
    args: [entry, 'server', ...flagsOf(options)],
    logFile: join(layout.logs, 'server.log'),
    stopMs: serverStopMs,
    prepared,
    ...host,
  })
  const agent = new SupervisedChild({
    name: 'agent',
    args: [entry, 'agent', ...flagsOf(options)],
    logFile: join(layout.logs, 'agent.log'),
    stopMs: agentStopMs,
    prepared,
    ...host,
  })
  group.spawn((stop) => server.run(stop))
  if (runtime === 'containerd') group.spawn((stop) => agent.run(stop))
  group.spawn(async () => {
    await progress.step('API server, controllers and scheduler', () => server.ready)
    if (runtime === 'containerd') await progress.step('containerd, node and network', () => agent.ready)
    onReady({ kubeconfig: layout.kubeconfig, runtime })
  })
  await group.wait()
}

/** The options as flags of the children's command lines. */
function flagsOf(options: ClusterOptions): readonly string[] {
  const flags = {
    '--data-dir': options.dataDir,
    '--port': String(options.port),
    '--runtime': options.runtime,
    '--nodes': String(options.nodes),
    '--store': options.store,
    '--log-level': options.logLevel,
    ...(options.featureGates !== '' && { '--feature-gates': options.featureGates }),
    ...(options.runtimeConfig !== '' && { '--runtime-config': options.runtimeConfig }),
    ...(options.containerd !== undefined && { '--containerd': options.containerd }),
    '--max-requests-inflight': String(options.requests.reads),
    '--max-mutating-requests-inflight': String(options.requests.writes),
    '--request-timeout': `${options.requests.timeoutMs}ms`,
    ...options.audit?.flags,
  }
  return Object.entries(flags).flat()
}
