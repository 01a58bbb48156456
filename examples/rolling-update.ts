// A rolling update watched in virtual time: three replicas stay available while all pods are replaced, a node goes silent, and
// its pods move. Minutes of cluster time pass in milliseconds, the same way at every run.
//
//   node examples/rolling-update.ts
import { Deployment } from '../src/api/apps/deployment/deployment.kind.ts'
import { isPodReady } from '../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../src/api/core/pod/pod.kind.ts'
import { createCluster } from '../src/testing/create-cluster.ts'

await using cluster = await createCluster({
  nodes: 3,
  seed: 42,
  // Containers take their time to become ready.
  stages: [
    {
      name: 'slow-ready',
      on: 'ready',
      selects: { labels: { app: 'web' } },
      delay: { ms: 2000, jitterMs: 1000 },
    },
  ],
  faults: [{ kind: 'silent', nodes: ['node-1'], afterMs: 60_000 }],
})
const start = cluster.clock.now()
const say = (text: string) =>
  console.log(`${((cluster.clock.now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}`)

const web = { namespace: 'default', name: 'web' }
const labels = { app: 'web' }
const template = (image: string) => ({ metadata: { labels }, spec: { containers: [{ name: 'web', image }] } })
const available = async () => (await cluster.get(Deployment, 'default/web')).status?.availableReplicas ?? 0
const pods = async () => (await cluster.list(Pod, 'default')).filter(isPodReady)

await cluster.client.create(
  Deployment,
  { metadata: web, spec: { replicas: 3, selector: { matchLabels: labels }, template: template('web:1') } },
  cluster,
)
await cluster.until(async () => (await available()) === 3)
say(
  `3 replicas on ${(await pods())
    .map((pod) => pod.spec.nodeName)
    .toSorted()
    .join(', ')}`,
)

const body = { spec: { template: template('web:2') } }
await cluster.client.patch(Deployment, web, { type: 'strategic', body, signal: cluster.signal })
let fewest = 3
await cluster.until(async () => {
  fewest = Math.min(fewest, (await pods()).length)
  const ready = await pods()
  return ready.length === 3 && ready.every((pod) => pod.spec.containers[0]?.image === 'web:2')
})
say(`updated to web:2; never fewer than ${fewest} pods were ready`)

await cluster.until(
  async () => {
    const nodes = (await pods()).map((pod) => pod.spec.nodeName)
    return nodes.length === 3 && !nodes.includes('node-1') && cluster.clock.now() - start > 60_000
  },
  { limitMs: 900_000 },
)
say('node-1 has fallen silent and its pods have moved')
if (fewest < 3) throw new Error('the update took pods away too early')
