// Runs a program as a user would, with bounded time, and gives what it printed. Never through a shell.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

export interface Result {
  /** 128 + 9 and the like where a signal ended it, as shells have it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly input?: string | Buffer
  /** One minute unless given; what runs longer is killed and gives code 124. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 60_000

export async function runProgram(
  path: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result> {
  const running = startProgram(path, args, options)
  running.child.stdin.on('error', () => {})
  running.child.stdin.end(options.input ?? '')
  return await running.result
}

/** A program that runs while the test goes on. */
export interface Running extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams
  readonly result: Promise<Result>
  /** What it has printed so far. */
  stdout(): string
  stderr(): string
  /** Resolves when either output matches; throws with all output when it ends or `timeoutMs` (20 s) pass before. */
  seen(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
  write(text: string | Buffer): void
  /** Ends it and waits. */
  stop(signal?: NodeJS.Signals): Promise<Result>
}

export function startProgram(path: string, args: readonly string[], options: RunOptions = {}): Running {
  const { env = process.env, cwd, timeoutMs = defaultTimeoutMs } = options
  const child = spawn(path, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const err: Buffer[] = []
  const stdout = () => Buffer.concat(out).toString()
  const stderr = () => Buffer.concat(err).toString()
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  let timedOut = false
  let ended = false
  const timer = setTimeout(() => {
    timedOut = true
    child.kill('SIGKILL')
  }, timeoutMs)
  const result = closed(child).then(({ code, signal }) => {
    ended = true
    clearTimeout(timer)
    const late = timedOut ? `\n[killed after ${timeoutMs} ms]` : ''
    return {
      code: timedOut ? 124 : (code ?? 128 + signalNumber(signal)),
      stdout: stdout(),
      stderr: stderr() + late,
    }
  })
  result.catch(() => {})
  const describe = () => `${path} ${args.join(' ')}\nstdout: ${stdout()}\nstderr: ${stderr()}`
  const seen: Running['seen'] = async (pattern, limitMs = 20_000) => {
    const end = performance.now() + limitMs
    while (true) {
      const match = pattern.exec(stdout()) ?? pattern.exec(stderr())
      if (match !== null) return match
      if (ended) throw new Error(`ended without printing ${pattern}: ${describe()}`)
      if (performance.now() > end) throw new Error(`${pattern} not printed in ${limitMs} ms: ${describe()}`)
      await delay(20)
    }
  }
  const stop: Running['stop'] = async (signal = 'SIGTERM') => {
    if (!ended) child.kill(signal)
    return await result
  }
  return {
    child,
    result,
    stdout,
    stderr,
    seen,
    write: (text) => void child.stdin.write(text),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL').catch(() => {})
    },
  }
}

async function closed(
  child: ChildProcessWithoutNullStreams,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15 }[String(signal)] ?? 0
}
