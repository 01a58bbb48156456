// A cluster as a user starts it: `./wherry up` as a child process in a fresh data directory, and programs against it with
// the kubeconfig that it wrote. Disposing takes the cluster down and checks that it ended well.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parse } from 'yaml'
import { helmPath, kubectl35, type Program } from './programs.ts'
import { type Result, type Running, type RunOptions, runProgram, startProgram } from './run-program.ts'

export const root: string = join(import.meta.dirname, '..', '..')
export const wherryPath: string = join(root, 'wherry')

/** Somebody with one kubectl, in one namespace. */
export interface User {
  readonly namespace: string
  /** Gives the outcome, whatever it is. */
  kubectl(args: readonly string[], options?: RunOptions): Promise<Result>
  /** Fails the test unless it exits 0; gives stdout. */
  ok(args: readonly string[], options?: RunOptions): Promise<string>
  /** Fails the test unless it exits otherwise; gives stderr. */
  fails(args: readonly string[], options?: RunOptions): Promise<string>
  /** Leaves it running. */
  start(args: readonly string[], options?: RunOptions): Running
  /** `kubectl get ... -o json`, parsed. */
  json(args: readonly string[]): Promise<Json>
}

/** Whatever a server answered; tests read into it freely. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of every kind there is
export type Json = any

export interface TestCluster extends AsyncDisposable {
  readonly dataDir: string
  readonly kubeconfig: string
  readonly port: number
  /** A kubeconfig of the same cluster that holds no credentials. */
  readonly strangerKubeconfig: string
  /** A folder for the test's own files, and $HOME of the programs. */
  readonly home: string
  readonly up: Running
  /** kubectl 1.35 in the default namespace. */
  readonly admin: User
  /** Makes the namespace and gives a user who works in it. */
  user(program: Program, namespace: string): Promise<User>
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
  const fresh = !existsSync(dataDir)
  mkdirSync(home, { recursive: true })
  const args = [
    ...['up', '--data-dir', dataDir, '--port', String(port), '--runtime', runtime],
    ...(nodes === undefined ? [] : ['--nodes', String(nodes)]),
    ...flags,
  ]
  const up = await startUp(args, { dataDir, startMs }).catch((error: unknown) => {
    if (fresh) rmSync(directory, { recursive: true, force: true })
    throw error
  })
  return createHandle({ directory, dataDir, home, port, up, runtime })
}

const machineWaitMs = 600_000

/** One cluster with real containers has the machine at a time: another test run's is waited for. */
async function startUp(
  args: readonly string[],
  { dataDir, startMs }: { readonly dataDir: string; readonly startMs: number },
): Promise<Running> {
  const end = performance.now() + machineWaitMs
  while (true) {
    const up = startProgram(wherryPath, args, { timeoutMs: 1_800_000 })
    try {
      await up.seen(/ready after /, startMs)
      return up
    } catch (error) {
      await up.stop()
      const taken = /another cluster has this machine's network/.test(up.stderr())
      if (!taken || performance.now() > end) throw new Error(`${error}\n${serverLog(dataDir)}`)
      await delay(2000)
    }
  }
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
  const admin = createUser(kubectl35, 'default', env)
  return {
    dataDir,
    kubeconfig,
    port,
    strangerKubeconfig: writeStranger(kubeconfig, join(home, 'stranger.json')),
    home,
    up,
    env,
    admin,
    user: async (program, namespace) => {
      await admin.ok(['create', 'namespace', namespace])
      return createUser(program, namespace, env)
    },
    helm: async (args, own) => {
      const result = await runProgram(helmPath, args, { ...own, env: { ...env, ...own?.env } })
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
}

function writeStranger(kubeconfig: string, path: string): string {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as { users: { name: string; user: object }[] }
  writeFileSync(
    path,
    JSON.stringify({ ...config, users: config.users.map(({ name }) => ({ name, user: {} })) }),
  )
  return path
}

function createUser(program: Program, namespace: string, env: NodeJS.ProcessEnv): User {
  const withEnv = (own: RunOptions = {}) => ({ ...own, env: { ...env, ...own.env } })
  const inNamespace = (args: readonly string[]) => ['--namespace', namespace, ...args]
  const kubectl: User['kubectl'] = (args, own) => runProgram(program.path, inNamespace(args), withEnv(own))
  const ok: User['ok'] = async (args, own) => {
    const result = await kubectl(args, own)
    assert.equal(
      result.code,
      0,
      `${program.name} ${args.join(' ')}\n${result.stdout.slice(-2000)}\n${result.stderr}`,
    )
    return result.stdout
  }
  return {
    namespace,
    kubectl,
    ok,
    fails: async (args, own) => {
      const result = await kubectl(args, own)
      assert.notEqual(
        result.code,
        0,
        `${program.name} ${args.join(' ')} should have failed\n${result.stdout}`,
      )
      assert.notEqual(result.code, 124, `${program.name} ${args.join(' ')} hung\n${result.stdout}`)
      return result.stderr
    },
    start: (args, own) => startProgram(program.path, inNamespace(args), withEnv(own)),
    json: async (args) => JSON.parse(await ok(['get', ...args, '-o', 'json'])),
  }
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
