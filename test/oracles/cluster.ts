// A cluster as a user starts it: `./wherry up` as a child process in a fresh data directory, and programs against it with
// the kubeconfig that it wrote. Disposing takes the cluster down and checks that it ended well.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { helmPath, kubectl35, type Program } from './programs.ts'
import { type Result, type Running, type RunOptions, runProgram, startProgram } from './run-program.ts'

export const root: string = join(import.meta.dirname, '..', '..')
export const wherryPath: string = join(root, 'wherry')

export interface UserOptions extends RunOptions {
  /** kubectl 1.35 unless given. */
  readonly program?: Program
}

export interface TestCluster extends AsyncDisposable {
  readonly dataDir: string
  readonly kubeconfig: string
  readonly port: number
  /** A folder for the test's own files, and $HOME of the programs. */
  readonly home: string
  readonly up: Running
  kubectl(args: readonly string[], options?: UserOptions): Promise<Result>
  /** As kubectl(), yet fails the test unless it exits 0; gives stdout. */
  ok(args: readonly string[], options?: UserOptions): Promise<string>
  /** As kubectl(), yet fails the test unless it exits otherwise; gives stderr. */
  fails(args: readonly string[], options?: UserOptions): Promise<string>
  start(args: readonly string[], options?: UserOptions): Running
  helm(args: readonly string[], options?: RunOptions): Promise<string>
  /** Writes a file below home and gives its path. */
  file(name: string, content: string | object): string
  /** The environment that programs of this cluster's user have. */
  readonly env: NodeJS.ProcessEnv
}

export interface ClusterOptions {
  readonly runtime: 'simulated' | 'containerd'
  readonly nodes?: number
  readonly flags?: readonly string[]
  /** One minute unless given. */
  readonly startMs?: number
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  server.close(() => close())
  await closed
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'wherry-test-'))
}

/** Runs `wherry` to its end. */
export function wherry(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return runProgram(wherryPath, args, options)
}

export async function startCluster(options: ClusterOptions): Promise<TestCluster> {
  const directory = temporaryDirectory()
  return await openCluster(directory, await freePort(), options)
}

/** Starts the cluster of a directory that may have run before. */
export async function openCluster(
  directory: string,
  port: number,
  options: ClusterOptions,
): Promise<TestCluster> {
  const { runtime, nodes, flags = [], startMs = 60_000 } = options
  const dataDir = join(directory, 'data')
  const home = join(directory, 'home')
  mkdirSync(home, { recursive: true })
  const up = startProgram(
    wherryPath,
    [
      ...['up', '--data-dir', dataDir, '--port', String(port), '--runtime', runtime],
      ...(nodes === undefined ? [] : ['--nodes', String(nodes)]),
      ...flags,
    ],
    { timeoutMs: 1_800_000 },
  )
  await up.seen(/^ *ready after .*$/m, startMs).catch(async (error: unknown) => {
    await up.stop()
    throw new Error(`${error}\n${serverLog(dataDir)}`)
  })
  return createHandle({ directory, dataDir, home, port, up, runtime })
}

function serverLog(dataDir: string): string {
  const read = (name: string) => {
    try {
      return readFileSync(join(dataDir, 'logs', name), 'utf8')
        .split('\n')
        .slice(-40)
        .join('\n')
    } catch {
      return ''
    }
  }
  return `server.log: ${read('server.log')}\nagent.log: ${read('agent.log')}`
}

interface Parts {
  readonly directory: string
  readonly dataDir: string
  readonly home: string
  readonly port: number
  readonly up: Running
  readonly runtime: 'simulated' | 'containerd'
}

function createHandle(parts: Parts): TestCluster {
  const { dataDir, home, port, up } = parts
  const kubeconfig = join(dataDir, 'kubeconfig')
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig, TERM: 'xterm' }
  const withEnv = <T extends RunOptions>(own: T | undefined) => ({ ...own, env: { ...env, ...own?.env } })
  const pathOf = (own: UserOptions | undefined) => (own?.program ?? kubectl35).path
  const kubectl: TestCluster['kubectl'] = (args, own) => runProgram(pathOf(own), args, withEnv(own))
  const handle: TestCluster = {
    dataDir,
    kubeconfig,
    port,
    home,
    up,
    env,
    kubectl,
    ok: async (args, own) => {
      const result = await kubectl(args, own)
      assert.equal(result.code, 0, `kubectl ${args.join(' ')}\n${result.stdout}\n${result.stderr}`)
      return result.stdout
    },
    fails: async (args, own) => {
      const result = await kubectl(args, own)
      assert.notEqual(result.code, 0, `kubectl ${args.join(' ')} should have failed\n${result.stdout}`)
      assert.doesNotMatch(result.stderr, /\[killed after/, `kubectl ${args.join(' ')}`)
      return result.stderr
    },
    start: (args, own) => startProgram(pathOf(own), args, withEnv(own)),
    helm: async (args, own) => {
      const result = await runProgram(helmPath, args, withEnv(own))
      assert.equal(result.code, 0, `helm ${args.join(' ')}\n${result.stdout}\n${result.stderr}`)
      return result.stdout
    },
    file: (name, content) => {
      const path = join(home, name)
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    [Symbol.asyncDispose]: () => dispose(parts),
  }
  return handle
}

async function dispose({ directory, dataDir, up, runtime }: Parts): Promise<void> {
  const { code, stderr } = await up.stop()
  const log = code === 0 ? '' : serverLog(dataDir)
  const down =
    runtime === 'containerd'
      ? await wherry(['down', '--data-dir', dataDir], { timeoutMs: 120_000 })
      : { code: 0, stdout: '', stderr: '' }
  assert.equal(down.code, 0, `wherry down: ${down.stdout}${down.stderr}`)
  rmSync(directory, { recursive: true, force: true })
  assert.equal(code, 0, `wherry up ended with ${code}: ${stderr}\n${log}`)
}
