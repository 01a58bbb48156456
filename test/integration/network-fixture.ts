// A small network in namespaces of its own: a node with a bridge and pods behind it, and a client outside. Needs root.
//
//   client 192.0.2.2 --- 192.0.2.1 node 10.61.0.1 (bridge) --- pods 10.61.0.11, .12, ...
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeRequest } from './network-node.worker.ts'
import type { PeerAnswer, PeerRequest } from './network-peer.worker.ts'

export const podCIDR = '10.61.0.0/24'
export const nodeAddress = '192.0.2.1'
export const clientAddress = '192.0.2.2'
export const table = 'wherry-test'
export const nodeName = 'here'
const bridge = 'wherry-test0'

/** Why these tests cannot run; undefined where they can. */
export function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root'
  const name = `wherry-probe-${randomBytes(3).toString('hex')}`
  try {
    ip('netns', 'add', name)
  } catch {
    return 'needs network namespaces'
  }
  try {
    nft(name, 'add table ip probe')
    execFileSync('conntrack', ['--version'], { stdio: 'ignore', env })
    return undefined
  } catch {
    return 'needs nft and conntrack'
  } finally {
    ip('netns', 'delete', name)
  }
}

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, {
    env,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export function nft(namespace: string, script: string): string {
  const args = ['netns', 'exec', namespace, 'nft', '-f', '-']
  return execFileSync('ip', args, { env, input: script, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
}

/** A process inside a namespace that answers one request after another. */
class Peer {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>()
  #next = 1
  readonly started: Promise<unknown>

  constructor(namespace: string, script: string, args: readonly string[] = []) {
    const file = join(import.meta.dirname, script)
    const command = ['netns', 'exec', namespace, process.execPath, file, ...args]
    const { NODE_TEST_CONTEXT: _, ...rest } = env as NodeJS.ProcessEnv
    this.#child = spawn('ip', command, { env: rest, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.started = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }))
    this.#child.on('message', (message: { id: number; answer: never; error?: string }) => {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.error === undefined) waiting?.resolve(message.answer)
      else waiting?.reject(new Error(message.error))
    })
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended`))
    })
  }

  ask<T>(request: unknown): Promise<T> {
    const id = this.#next++
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, request })
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.disconnect()
    await ended
  }
}

export interface Network extends AsyncDisposable {
  /** Name of the node's namespace. */
  readonly namespace: string
  node<T = unknown>(request: NodeRequest): Promise<T>
  /** `client`, `host` (a process on the node) or `pod-1` and so on. */
  at(name: string, request: PeerRequest): Promise<PeerAnswer>
  /** Runs `ip` with these words in the namespace of a peer. */
  inside(name: string, ...command: readonly string[]): string
}

export const podAddress = (index: number) => `10.61.0.${10 + index}`

export async function startNetwork(pods: number): Promise<Network> {
  const id = randomBytes(3).toString('hex')
  const directory = mkdtempSync(join(tmpdir(), 'wherry-network-'))
  const names = ['node', 'client', ...Array.from({ length: pods }, (_, i) => `pod-${i + 1}`)]
  const space = (name: string) => `wherry-${id}-${name === 'host' ? 'node' : name}`
  const stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const options = JSON.stringify({ bridge, podCIDR, table, nodeName, directory })
  const peers = new Map<string, Peer>()
  const start = async (name: string, script: string, args: readonly string[] = []) => {
    const peer = new Peer(space(name), script, args)
    stack.defer(() => peer.stop())
    peers.set(name, peer)
    await peer.started
  }
  try {
    for (const name of names) {
      ip('netns', 'add', space(name))
      stack.defer(() => void ip('netns', 'delete', space(name)))
      ip('-n', space(name), 'link', 'set', 'lo', 'up')
    }
    wire(space('node'), 'out0', space('client'))
    ip('-n', space('node'), 'address', 'add', `${nodeAddress}/24`, 'dev', 'out0')
    ip('-n', space('client'), 'address', 'add', `${clientAddress}/24`, 'dev', 'eth0')
    ip('-n', space('client'), 'route', 'add', '10.96.0.0/12', 'via', nodeAddress)
    // Like any machine: without a route to the service addresses their packets would not come as far as the rules.
    ip('-n', space('node'), 'link', 'add', 'void0', 'type', 'bridge')
    ip('-n', space('node'), 'link', 'set', 'void0', 'up')
    ip('-n', space('node'), 'route', 'add', 'default', 'dev', 'void0')
    await start('node', 'network-node.worker.ts', [options])
    for (let i = 1; i <= pods; i++) {
      wire(space('node'), `pod${i}`, space(`pod-${i}`))
      ip('-n', space('node'), 'link', 'set', `pod${i}`, 'master', bridge)
      ip('-n', space('node'), 'link', 'set', `pod${i}`, 'type', 'bridge_slave', 'hairpin', 'on')
      ip('-n', space(`pod-${i}`), 'address', 'add', `${podAddress(i)}/24`, 'dev', 'eth0')
      ip('-n', space(`pod-${i}`), 'route', 'add', 'default', 'via', '10.61.0.1')
    }
    await Promise.all(['host', ...names.slice(1)].map((name) => start(name, 'network-peer.worker.ts')))
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
  const peer = (name: string) => peers.get(name) as Peer
  return {
    namespace: space('node'),
    node: (request) => peer('node').ask(request),
    at: (name, request) => peer(name).ask(request),
    inside: (name, ...command) => ip('netns', 'exec', space(name), ...command),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A cable between `left` of the one namespace and eth0 of the other. */
function wire(here: string, left: string, there: string): void {
  ip('-n', here, 'link', 'add', left, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', there)
  ip('-n', here, 'link', 'set', left, 'up')
  ip('-n', there, 'link', 'set', 'eth0', 'up')
}
