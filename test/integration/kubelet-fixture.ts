// A kubelet on a real containerd and a real API server in this process, for tests that look at the world: pods in the API
// on one side, containers on the other. Each has its own directory, cgroups and pod network, and leaves nothing behind.
import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Event } from '../../src/api/core/event/event.kind.ts'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import type { PodSpec } from '../../src/api/core/pod/pod.schema.ts'
import type { Container } from '../../src/api/core/pod/pod-container.schema.ts'
import { sleep } from '../../src/base/clock.ts'
import { createLogger } from '../../src/base/log.ts'
import { logSink } from '../../src/base/node/log-sink.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import type { Client } from '../../src/client/client.ts'
import { createEventRecorder } from '../../src/client/event-broadcaster.ts'
import { createInformers } from '../../src/client/informer-set.ts'
import { createClient } from '../../src/client/typed-client.ts'
import { runKubelet } from '../../src/kubelet/kubelet.ts'
import type { KubeletOptions } from '../../src/kubelet/kubelet-options.ts'
import type { KubeletState } from '../../src/kubelet/server/kubelet-state.ts'
import { isNotFound } from '../../src/machinery/status-error.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { ContainerdFixture } from './containerd-fixture.ts'

const { signal } = new AbortController()

export const busybox = 'docker.io/library/busybox:latest'
export const nodeName = 'test-node'

/** The kubelet is who it is in a cluster, and may do no more. */
const node = {
  token: 'node-token',
  user: `system:node:${nodeName}`,
  groups: ['system:nodes', 'system:authenticated'],
}

/** A container of busybox that runs a line of shell. */
export function shell(name: string, line: string, more: Partial<Container> = {}): Container {
  return {
    name,
    image: busybox,
    imagePullPolicy: 'IfNotPresent',
    // A shell as process 1 ignores SIGTERM unless told otherwise.
    command: ['sh', '-c', `trap 'exit 143' TERM; ${line}`],
    ...more,
  }
}

/** Runs for long, and ends at once when told to. */
export const forever = 'while :; do sleep 1 & wait $!; done'

export class KubeletFixture implements AsyncDisposable {
  readonly server: TestServer
  readonly client: Client
  readonly runtime: ContainerdFixture
  #kubelet: TaskGroup | undefined
  #state: KubeletState | undefined

  private constructor(server: TestServer, runtime: ContainerdFixture) {
    this.server = server
    this.runtime = runtime
    this.client = createClient({ handler: server.handler(), clock })
  }

  static async start(options: Partial<KubeletOptions> = {}): Promise<KubeletFixture> {
    const [server, runtime] = await Promise.all([
      startTestServer({ tokens: [node] }),
      ContainerdFixture.start(),
    ])
    const fixture = new KubeletFixture(server, runtime)
    await writeNetwork(runtime)
    for (const name of ['default', 'kube-node-lease'])
      await fixture.client.create(Namespace, { metadata: { name }, spec: {} }, { signal }).catch(() => {})
    await fixture.startKubelet(options)
    return fixture
  }

  get state(): KubeletState {
    assert.ok(this.#state !== undefined)
    return this.#state
  }

  get rootDir(): string {
    return join(this.runtime.directory, 'kubelet')
  }

  /** Starts a kubelet and waits until it serves pods. */
  async startKubelet(options: Partial<KubeletOptions> = {}): Promise<void> {
    const group = new TaskGroup({ signal })
    this.#kubelet = group
    const log = createLogger({
      level: process.env.KUBELET_LOG === undefined ? 'error' : 'debug',
      write: logSink({ stream: process.stderr, format: 'text', now: () => clock.now() }),
    })
    const client = createClient({ handler: this.server.handler(node.token), clock })
    const informers = createInformers({ client, clock, rng, log })
    const events = createEventRecorder({ client, clock, rng, log, component: 'kubelet', host: nodeName })
    const ready = Promise.withResolvers<KubeletState>()
    group.spawn((stop) => informers.run(stop))
    group.spawn((stop) => events.run(stop))
    group.spawn((stop) =>
      runKubelet({
        client,
        informers,
        cri: this.runtime.cri,
        clock,
        rng,
        log,
        events,
        signal: stop,
        nodeName,
        rootDir: this.rootDir,
        podLogsDir: join(this.runtime.directory, 'pods'),
        cgroupRoot: this.runtime.cgroup,
        kubeletVersion: 'v1.36.3+test',
        clusterDNS: ['10.96.0.10'],
        onReady: ready.resolve,
        ...options,
      }),
    )
    void group.wait().catch(ready.reject)
    this.#state = await ready.promise
  }

  async stopKubelet(): Promise<void> {
    this.#kubelet?.stop()
    await this.#kubelet?.wait()
    this.#kubelet = undefined
  }

  /** Creates a pod that is bound to the node already. */
  async run(name: string, spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>): Promise<Pod> {
    return await this.client.create(
      Pod,
      {
        metadata: { name, namespace: 'default' },
        spec: { nodeName, enableServiceLinks: false, terminationGracePeriodSeconds: 10, ...spec },
      },
      { signal },
    )
  }

  async get(name: string): Promise<Pod | undefined> {
    try {
      return await this.client.get(Pod, { namespace: 'default', name }, { signal })
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  /** Waits until the pod is as wanted. */
  async until(
    name: string,
    wanted: (pod: Pod) => boolean,
    options: { readonly withinMs?: number; readonly what?: string } = {},
  ): Promise<Pod> {
    const { withinMs = 30_000, what = wanted.toString() } = options
    const deadline = clock.monotonic() + withinMs
    for (;;) {
      const pod = await this.get(name)
      if (pod !== undefined && wanted(pod)) return pod
      if (clock.monotonic() > deadline) {
        const events = await this.events(name)
        assert.fail(
          `pod ${name} not within ${withinMs} ms: ${what}\n${JSON.stringify(pod?.status, null, 1)}\n${events.join('\n')}`,
        )
      }
      await sleep(clock, 50, { signal })
    }
  }

  async untilGone(name: string, withinMs = 30_000): Promise<void> {
    const deadline = clock.monotonic() + withinMs
    while ((await this.get(name)) !== undefined) {
      assert.ok(clock.monotonic() < deadline, `pod ${name} is still there`)
      await sleep(clock, 50, { signal })
    }
  }

  async phase(name: string, phase: string): Promise<Pod> {
    return await this.until(name, ({ status }) => status?.phase === phase, { what: `phase ${phase}` })
  }

  async ready(name: string): Promise<Pod> {
    const isReady = ({ status }: Pod) =>
      status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true
    return await this.until(name, isReady, { what: 'Ready' })
  }

  async delete(name: string, gracePeriodSeconds?: number): Promise<void> {
    await this.client.delete(
      Pod,
      { namespace: 'default', name },
      { signal, ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }) },
    )
  }

  /** `Reason: message` of the events about the pod, in no order. */
  async events(name: string): Promise<readonly string[]> {
    const { items } = await this.client.list(Event, { signal, namespace: 'default' })
    return items
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ reason, message }) => `${reason}: ${message}`)
  }

  async event(name: string, text: string): Promise<void> {
    const deadline = clock.monotonic() + 10_000
    for (;;) {
      const events = await this.events(name)
      if (events.some((event) => event.includes(text))) return
      assert.ok(clock.monotonic() < deadline, `no event ${text} about ${name}, only:\n${events.join('\n')}`)
      await sleep(clock, 100, { signal })
    }
  }

  /** What the container wrote. */
  async log(name: string, container: string, options: { readonly previous?: boolean } = {}): Promise<string> {
    const { readLog } = await import('../../src/kubelet/logs/log-reader.ts')
    const found = await this.state.container(
      { namespace: 'default', pod: name, container },
      { ...options, signal },
    )
    assert.ok(found !== undefined, `no container ${container}`)
    let text = ''
    const source = { path: found.logPath, isRunning: async () => false }
    for await (const { bytes } of readLog(source, {}, { clock, signal })) text += bytes
    return text
  }

  /** Runs a command in a container; answers with what it wrote. */
  async exec(name: string, container: string, ...cmd: readonly string[]): Promise<string> {
    const found = await this.state.container({ namespace: 'default', pod: name, container }, { signal })
    assert.ok(found !== undefined, `no container ${container}`)
    const answer = await this.runtime.cri.execSync({ containerId: found.id, cmd, timeout: 10n }, { signal })
    return Buffer.concat([answer.stdout, answer.stderr]).toString()
  }

  /** Ends all pods and waits until nothing of them is left on the node. */
  async clear(): Promise<void> {
    const { items } = await this.client.list(Pod, { signal })
    for (const { metadata } of items) await this.delete(metadata.name, 1).catch(() => {})
    const deadline = clock.monotonic() + 30_000
    for (;;) {
      const left = await readdir(join(this.rootDir, 'pods')).catch(() => [])
      const { items: pods } = await this.client.list(Pod, { signal })
      if (left.length === 0 && pods.length === 0) return
      assert.ok(
        clock.monotonic() < deadline,
        `left: ${left.join()} ${pods.map(({ metadata }) => metadata.name).join()}`,
      )
      await sleep(clock, 50, { signal })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#kubelet !== undefined) await this.clear()
    await this.stopKubelet()
    await this.server.stop()
    await this.runtime[Symbol.asyncDispose]()
  }
}

/** Each pod has a pair of interfaces with this machine, and nothing else. */
async function writeNetwork(runtime: ContainerdFixture): Promise<void> {
  const third = rng.bytes(1)[0] ?? 0
  const config = {
    cniVersion: '1.0.0',
    name: 'kubelet-test',
    plugins: [
      {
        type: 'ptp',
        ipam: {
          type: 'host-local',
          dataDir: join(runtime.directory, 'cni/state'),
          ranges: [[{ subnet: `10.213.${third}.0/24` }]],
        },
      },
    ],
  }
  const directory = runtime.containerd.paths.cniConfDir
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, '10-test.conflist'), JSON.stringify(config))
}
