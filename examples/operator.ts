// An operator tried out in virtual time: it defines a kind of its own (a Site: so many web servers of an image), keeps a
// Deployment for each, and tells in the site's status how many pods are ready.
//
//   node examples/operator.ts
import { CustomResourceDefinition } from '../src/api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { Deployment } from '../src/api/apps/deployment/deployment.kind.ts'
import { defineKind, type Instance } from '../src/machinery/kind.ts'
import { objectMeta } from '../src/machinery/meta/meta.schema.ts'
import { int32, object, opt, req, string } from '../src/machinery/schema/schema.ts'
import { createCluster } from '../src/testing/create-cluster.ts'

await using cluster = await createCluster({ nodes: 2, seed: 7 })
const { client, signal } = cluster
const start = cluster.clock.now()
const say = (text: string) =>
  console.log(`${((cluster.clock.now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}`)

// The definition, as a chart of the operator would bring it.
await client.create(
  CustomResourceDefinition,
  {
    metadata: { name: 'sites.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'sites', kind: 'Site' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['image'],
                  properties: {
                    image: { type: 'string' },
                    servers: { type: 'integer', default: 2, minimum: 1, maximum: 5 },
                  },
                },
                status: { type: 'object', properties: { ready: { type: 'integer' } } },
              },
            },
          },
        },
      ],
    },
  },
  cluster,
)

// The same kind for the typed client and its informers; the server checks by the definition alone.
const Site = defineKind({
  group: 'example.com',
  version: 'v1',
  kind: 'Site',
  plural: 'sites',
  singular: 'site',
  scope: 'Namespaced',
  subresources: [{ name: 'status', kind: 'Site', verbs: ['get', 'patch', 'update'] }],
  schema: object('com.example.v1.Site', {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(0, objectMeta),
    spec: req(0, object('SiteSpec', { image: req(0, string), servers: opt(0, int32) })),
    status: opt(0, object('SiteStatus', { ready: opt(0, int32) })),
  }),
})
type Site = Instance<typeof Site>

async function reconcile(site: Site): Promise<void> {
  const { name, namespace = '', uid } = site.metadata
  const labels = { site: name }
  const owner = { apiVersion: Site.apiVersion, kind: Site.kind, name, uid, controller: true }
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'web', image: site.spec.image }] },
  }
  const body = {
    apiVersion: Deployment.apiVersion,
    kind: Deployment.kind,
    metadata: { name, namespace, ownerReferences: [owner] },
    spec: { replicas: site.spec.servers, selector: { matchLabels: labels }, template },
  }
  const apply = { type: 'apply', fieldManager: 'site-operator', signal } as const
  const deployment = await client.patch(Deployment, { namespace, name }, { ...apply, body })
  const ready = deployment.status?.readyReplicas ?? 0
  if (site.status?.ready !== ready)
    await client.updateStatus(Site, { ...site, status: { ready } }, { signal })
}

const sites = cluster.informers.of(Site)
const deployments = cluster.informers.of(Deployment)
let work: Promise<void> = Promise.resolve()
const look = () => {
  work = work.then(async () => {
    for (const site of sites.list()) await reconcile(site).catch(() => {})
  })
}
sites.addHandler({ onAdd: look, onUpdate: look })
deployments.addHandler({ onUpdate: look })

const ref = { namespace: 'default', name: 'shop' }
const made = await client.create(Site, { metadata: ref, spec: { image: 'shop:1' } }, cluster)
say(`the site asks for ${made.spec.servers} servers, as its definition has it`)
await cluster.until(async () => (await cluster.get(Site, 'default/shop')).status?.ready === 2)
say('2 servers are ready')

await client.patch(Site, ref, { type: 'merge', body: { spec: { servers: 4 } }, signal })
await cluster.until(async () => (await cluster.get(Site, 'default/shop')).status?.ready === 4)
say('4 servers are ready')

const refused = await client
  .patch(Site, ref, { type: 'merge', body: { spec: { servers: 9 } }, signal })
  .catch((error: Error) => error.message)
say(`9 are too many: ${refused}`)

await client.delete(Site, ref, { signal })
await cluster.until(async () => (await cluster.list(Deployment, 'default')).length === 0)
say('the site is gone, and its deployment with it')
