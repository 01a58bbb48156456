// The proofs of `wherry demo`. Each acts on the running cluster and throws when what a user would see is not so.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { isPodReady } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { must } from '../../base/assert.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Client } from '../../client/client.ts'
import type { Draft, Kind, KubeObject } from '../../machinery/kind.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import { httpGet } from './http-get.ts'
import * as sample from './sample.ts'
import { HopelessError, waitFor } from './wait.ts'

export interface DemoContext {
  readonly client: Client
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly nodeIP: string
}

export interface Check {
  readonly name: string
  /** Gives a few words on what was seen. */
  run(context: DemoContext): Promise<string>
}

const { namespace } = sample
const web = { namespace, name: 'web' }
const slow = 60_000

function expect(actual: string, wanted: string, what: string): void {
  if (actual !== wanted)
    throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`)
}

async function ensure<T extends KubeObject>(
  kind: Kind<T>,
  draft: Draft<T>,
  { client, signal }: DemoContext,
): Promise<void> {
  await client.create(kind, draft, { signal }).catch((error: unknown) => {
    if (!isAlreadyExists(error)) throw error
  })
}

async function readyPods({ client, signal }: DemoContext): Promise<readonly Pod[]> {
  const { items } = await client.list(Pod, { namespace, labelSelector: 'app=web', signal })
  return items.filter((pod) => pod.metadata.deletionTimestamp === undefined && isPodReady(pod))
}

async function waitUntilRolledOut(context: DemoContext, version: string): Promise<void> {
  await waitFor(
    async () => {
      const { client, signal } = context
      const { metadata, spec, status } = await client.get(Deployment, web, { signal })
      const wanted =
        spec.template.spec?.containers[0]?.env?.find((entry) => entry.name === 'VERSION')?.value === version
      const done =
        status?.observedGeneration === metadata.generation &&
        status?.updatedReplicas === sample.replicas &&
        status.availableReplicas === sample.replicas &&
        status.replicas === sample.replicas
      return wanted && done ? true : undefined
    },
    { ...context, timeoutMs: slow, what: `the rollout of ${version}` },
  )
}

async function clusterUrl({ client, signal }: DemoContext): Promise<string> {
  const { spec } = await client.get(Service, web, { signal })
  return `http://${spec.clusterIP}`
}

async function page(url: string, { signal, clock }: DemoContext): Promise<string> {
  const body = await waitFor(() => httpGet(url, { signal, timeoutMs: 2000 }), {
    clock,
    signal,
    timeoutMs: 20_000,
    what: url,
  })
  return body.trim()
}

/** Proxies learn of a rollout's end a moment after the Deployment does: then every answer must be of `version`. */
async function waitUntilOnly(version: string, url: string, context: DemoContext): Promise<void> {
  let seen = 0
  await waitFor(
    async () => {
      expect(await page(`${url}/version.txt`, context), version, 'the version')
      return ++seen >= 10 ? true : undefined
    },
    { ...context, timeoutMs: 10_000, everyMs: 10, what: `only ${version} at ${url}` },
  )
}

/** Names of the pods that answered, asking until all have or the tries are used up. */
async function balancedOver(url: string, context: DemoContext): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for (let tries = 0; tries < 60 && names.size < sample.replicas; tries++) {
    names.add(await page(`${url}/name.txt`, context))
  }
  if (names.size < sample.replicas)
    throw new Error(`only ${names.size} of ${sample.replicas} pods answer at ${url}`)
  return names
}

const deploy: Check = {
  name: 'three web pods become ready',
  async run(context) {
    const { client, signal } = context
    await ensure(Namespace, { metadata: { name: namespace }, spec: {} }, context)
    await ensure(ConfigMap, sample.configMap, context)
    await ensure(Secret, sample.secret, context)
    await ensure(Service, sample.service, context)
    await client.create(Deployment, sample.deployment('one'), { signal })
    await waitUntilRolledOut(context, 'one')
    return `${(await readyPods(context)).length} pods ready`
  },
}

const clusterIP: Check = {
  name: 'the Service answers by cluster IP',
  async run(context) {
    const url = await clusterUrl(context)
    return `${url} reaches ${(await balancedOver(url, context)).size} pods`
  },
}

const nodePort: Check = {
  name: 'the Service answers by NodePort',
  async run(context) {
    const { spec } = await context.client.get(Service, web, { signal: context.signal })
    const url = `http://${context.nodeIP}:${spec.ports?.[0]?.nodePort}`
    return `${url} reaches ${(await balancedOver(url, context)).size} pods`
  },
}

const dnsName: Check = {
  name: 'the Service answers by DNS name from a pod',
  async run(context) {
    const { client, signal } = context
    const url = `http://web.${namespace}.svc.cluster.local/greeting.txt`
    await client.create(Pod, sample.clientPod('dns', url), { signal })
    await waitFor(
      async () => {
        const { status } = await client.get(Pod, { namespace, name: 'dns' }, { signal })
        if (status?.phase === 'Failed') throw new HopelessError('the client pod failed')
        return status?.phase === 'Succeeded' ? true : undefined
      },
      { ...context, timeoutMs: slow, what: 'the client pod' },
    )
    const log = await client.raw({
      method: 'GET',
      target: `/api/v1/namespaces/${namespace}/pods/dns/log`,
      signal,
    })
    expect(new TextDecoder().decode(log).trim(), sample.greeting, 'what the pod read')
    return url
  },
}

const configuration: Check = {
  name: 'content comes from a ConfigMap and a Secret',
  async run(context) {
    const url = await clusterUrl(context)
    expect(await page(`${url}/greeting.txt`, context), sample.greeting, 'the greeting')
    const digest = createHash('sha256').update(`${sample.password}\n`).digest('hex')
    expect(await page(`${url}/secret.txt`, context), digest, 'the digest of the password')
    return 'both as given'
  },
}

const rollout: Check = {
  name: 'a rolling update fails no request',
  async run(context) {
    const { client, clock, signal } = context
    const url = await clusterUrl(context)
    const seen = { answers: 0, faults: [] as string[] }
    await using group = new TaskGroup({ signal })
    const asker = new AbortController()
    group.spawn(async (stop) => {
      while (!stop.aborted && !asker.signal.aborted) {
        await httpGet(`${url}/version.txt`, { signal: stop, timeoutMs: 3000 }).then(
          () => seen.answers++,
          (error: Error) => seen.faults.push(error.message),
        )
        await sleep(clock, 10, { signal: stop })
      }
    })
    const body = { spec: { template: sample.deployment('two').spec.template } }
    await client.patch(Deployment, web, { type: 'strategic', body, signal })
    await waitUntilRolledOut(context, 'two')
    asker.abort()
    await group.wait()
    if (seen.faults.length > 0)
      throw new Error(
        `${seen.faults.length} of ${seen.answers + seen.faults.length} requests failed: ${seen.faults[0]}`,
      )
    await waitUntilOnly('two', url, context)
    return `${seen.answers} requests answered meanwhile`
  },
}

/** The process with this container's id in its cgroup whose parent is outside: the container's first one. */
function containerPid(containerId: string): number {
  const inContainer = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(containerId)
    } catch {
      return false
    }
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && inContainer(name))
  return Number(
    must(pids.toSorted((a, b) => Number(a) - Number(b))[0], `no process of container ${containerId}`),
  )
}

const restart: Check = {
  name: 'a killed container is started again',
  async run(context) {
    const { client, signal } = context
    const [pod] = await readyPods(context)
    const before = must(pod?.status?.containerStatuses?.[0], 'a ready pod has a container status')
    const ref = { namespace, name: must(pod, 'a ready pod').metadata.name }
    process.kill(containerPid((before.containerID ?? '').replace(/^.*:\/\//, '')), 'SIGKILL')
    const count = await waitFor(
      async () => {
        const now = await client.get(Pod, ref, { signal })
        const restarts = now.status?.containerStatuses?.[0]?.restartCount ?? 0
        return restarts > before.restartCount && isPodReady(now) ? restarts : undefined
      },
      { ...context, timeoutMs: slow, what: `the restart of ${ref.name}` },
    )
    return `${ref.name}: ${count} restart`
  },
}

const replacement: Check = {
  name: 'a deleted pod is replaced',
  async run(context) {
    const { client, signal } = context
    const [pod] = await readyPods(context)
    const gone = must(pod, 'a ready pod').metadata
    await client.delete(Pod, { namespace, name: gone.name }, { signal })
    await waitFor(
      async () => {
        const ready = await readyPods(context)
        return ready.length === sample.replicas && ready.every((other) => other.metadata.uid !== gone.uid)
          ? true
          : undefined
      },
      { ...context, timeoutMs: slow, what: `the replacement of ${gone.name}` },
    )
    return `${gone.name} went, another came`
  },
}

export const checks: readonly Check[] = [
  deploy,
  clusterIP,
  nodePort,
  dnsName,
  configuration,
  rollout,
  restart,
  replacement,
]

/** Deletes the sample application and waits until nothing of it is left. */
export async function removeSample(context: DemoContext): Promise<void> {
  const { client, signal } = context
  try {
    await client.delete(Namespace, { name: namespace }, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
    return
  }
  await waitFor(
    async () => {
      try {
        await client.get(Namespace, { name: namespace }, { signal })
        return undefined
      } catch (error) {
        if (!isNotFound(error)) throw error
        return true
      }
    },
    { ...context, timeoutMs: slow, what: 'the removal of the sample application' },
  )
}
