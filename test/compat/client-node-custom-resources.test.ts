// The unmodified @kubernetes/client-node with kinds that users define: the definition, the objects, their subresources, an informer.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  ApiException,
  ApiextensionsV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1CustomResourceDefinition,
} from '@kubernetes/client-node'
import { cronTabs, definition } from '../integration/custom-definitions.ts'
import { startCluster } from '../oracles/cluster.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())
const config = new KubeConfig()
config.loadFromFile(cluster.kubeconfig)
const definitions = config.makeApiClient(ApiextensionsV1Api)
const custom = config.makeApiClient(CustomObjectsApi)
const crontabs = { group: 'js.example.com', version: 'v1', namespace: 'default', plural: 'crontabs' }

interface CronTab extends KubernetesObject {
  readonly spec: { readonly cronSpec: string; readonly image?: string; readonly replicas?: number }
  readonly status?: object
}

const cron = (name: string, spec: object = { cronSpec: 'x', replicas: 1 }) => ({
  apiVersion: 'js.example.com/v1',
  kind: 'CronTab',
  metadata: { name, namespace: 'default' },
  spec,
})

async function until(what: string, done: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!done()) {
    assert.ok(performance.now() < end, `not within 20 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isCode(code: number): (error: unknown) => boolean {
  return (error) => error instanceof ApiException && error.code === code
}

/** The client's models write `x_kubernetes_int_or_string`, `_default` and `_enum`. */
function asModel(crd: object): V1CustomResourceDefinition {
  const text = JSON.stringify(crd)
  const renamed = text.replaceAll(/"x-kubernetes-[a-z-]+":/g, (key) => key.replaceAll('-', '_'))
  return JSON.parse(renamed.replaceAll(/"(default|enum)":/g, '"_$1":'))
}

test('ApiextensionsV1Api makes a definition, which is established when it is read', async () => {
  const body = asModel(definition('js.example.com', [cronTabs]))
  const made = await definitions.createCustomResourceDefinition({ body })
  const name = made.metadata?.name ?? ''
  const { status, spec } = await definitions.readCustomResourceDefinition({ name })
  assert.ok(status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True'))
  const schema = spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties?.size
  assert.equal(schema?.x_kubernetes_int_or_string, true)
})

test('CustomObjectsApi: create, read, patch, scale, status, list, delete', async () => {
  const made = (await custom.createNamespacedCustomObject({ ...crontabs, body: cron('a') })) as CronTab
  assert.equal(made.spec.image, 'default-image')
  await assert.rejects(
    custom.createNamespacedCustomObject({ ...crontabs, body: cron('b', { replicas: 99 }) }),
    isCode(422),
  )
  const one = { ...crontabs, name: 'a' }
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)
  await custom.patchNamespacedCustomObject({ ...one, body: { spec: { image: 'own' } } }, merge)
  await assert.rejects(
    custom.patchNamespacedCustomObject(
      { ...one, body: {} },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    ),
    isCode(415),
  )
  const applied = { ...one, body: cron('a', { cronSpec: 'y' }), fieldManager: 'test', force: true }
  await custom.patchNamespacedCustomObject(
    applied,
    setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
  )
  await custom.patchNamespacedCustomObjectScale({ ...one, body: { spec: { replicas: 4 } } }, merge)
  await custom.patchNamespacedCustomObjectStatus({ ...one, body: { status: { replicas: 4 } } }, merge)
  const { spec, status } = (await custom.getNamespacedCustomObject(one)) as CronTab
  assert.deepEqual(spec, { cronSpec: 'y', image: 'own', replicas: 4 })
  assert.deepEqual(status, { replicas: 4 })
  const { items } = (await custom.listNamespacedCustomObject(crontabs)) as KubernetesListObject<CronTab>
  assert.equal(items.length, 1)
  await custom.deleteNamespacedCustomObject(one)
  await assert.rejects(custom.getNamespacedCustomObject(one), isCode(404))
})

test('KubernetesObjectApi finds the kind by discovery', async () => {
  const objects = KubernetesObjectApi.makeApiClient(config)
  await objects.create(cron('generic'))
  const { items } = await objects.list('js.example.com/v1', 'CronTab', 'default')
  assert.equal(items.length, 1)
  await objects.delete(cron('generic'))
})

test('makeInformer() follows custom resources until their definition goes', async () => {
  const list = async () =>
    (await custom.listNamespacedCustomObject(crontabs)) as KubernetesListObject<CronTab>
  const informer = makeInformer(config, '/apis/js.example.com/v1/namespaces/default/crontabs', list)
  const seen: string[] = []
  for (const event of ['add', 'update', 'delete'] as const)
    informer.on(event, (obj: CronTab) => void seen.push(`${event} ${obj.metadata?.name}`))
  informer.on('error', () => {})
  await informer.start()
  await custom.createNamespacedCustomObject({ ...crontabs, body: cron('followed') })
  await until('add', () => seen.includes('add followed'))
  assert.equal(informer.get('followed', 'default')?.spec.replicas, 1)
  await definitions.deleteCustomResourceDefinition({ name: 'crontabs.js.example.com' })
  await until('delete', () => seen.includes('delete followed'))
  await informer.stop()
})
