// The unmodified @kubernetes/client-node: typed calls, every patch, server-side apply, lists in pages, watches and informers, and
// the errors that programs look at.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { after, test } from 'node:test'
import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  type V1Pod,
  VersionApi,
  Watch,
} from '@kubernetes/client-node'
import { startCluster } from '../oracles/cluster.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 2 })
after(() => cluster[Symbol.asyncDispose]())
const config = new KubeConfig()
config.loadFromFile(cluster.kubeconfig)
const core = config.makeApiClient(CoreV1Api)
const apps = config.makeApiClient(AppsV1Api)
const namespace = 'default'

const configMap = (name: string, data: Record<string, string> = {}): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
})

const pod = (name: string): V1Pod => ({
  metadata: { name, labels: { suite: 'client-node' } },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
})

async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await done())) {
    assert.ok(performance.now() < end, `not within 20 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function isStatus(code: number, reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ApiException, String(error))
    assert.equal(error.code, code)
    assert.equal((JSON.parse(error.body as string) as { reason: string }).reason, reason)
    return true
  }
}

test('VersionApi.getCode() gives the version of the API', async () => {
  const { major, minor } = await config.makeApiClient(VersionApi).getCode()
  assert.deepEqual([major, minor], ['1', '36'])
})

test('CoreV1Api: create, read, replace, list by selector, delete, delete a collection', async () => {
  const made = await core.createNamespacedConfigMap({
    namespace,
    body: { ...configMap('a', { k: '1' }), metadata: { name: 'a', labels: { of: 'crud' } } },
  })
  assert.ok(made.metadata?.creationTimestamp instanceof Date)
  const read = await core.readNamespacedConfigMap({ namespace, name: 'a' })
  assert.deepEqual(read.data, { k: '1' })
  const replaced = await core.replaceNamespacedConfigMap({
    namespace,
    name: 'a',
    body: { ...read, data: { k: '2' } },
  })
  assert.deepEqual(replaced.data, { k: '2' })
  await assert.rejects(
    core.replaceNamespacedConfigMap({ namespace, name: 'a', body: read }),
    isStatus(409, 'Conflict'),
  )
  await assert.rejects(
    core.createNamespacedConfigMap({ namespace, body: configMap('a') }),
    isStatus(409, 'AlreadyExists'),
  )
  await assert.rejects(core.readNamespacedConfigMap({ namespace, name: 'b' }), isStatus(404, 'NotFound'))
  await assert.rejects(
    core.createNamespacedConfigMap({ namespace, body: configMap('No') }),
    isStatus(422, 'Invalid'),
  )
  const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: 'of=crud' })
  assert.deepEqual(
    items.map(({ metadata }) => metadata?.name),
    ['a'],
  )
  await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'of=crud' })
  await assert.rejects(core.readNamespacedConfigMap({ namespace, name: 'a' }), isStatus(404, 'NotFound'))
})

test('patches: JSON, merge, strategic merge, server-side apply', async () => {
  await core.createNamespacedConfigMap({ namespace, body: configMap('patched', { a: '1', b: '2' }) })
  const patch = (body: object, type: string) =>
    core.patchNamespacedConfigMap(
      {
        namespace,
        name: 'patched',
        body,
        fieldManager: 'test',
        force: type === PatchStrategy.ServerSideApply ? true : undefined,
      } as never,
      setHeaderOptions('Content-Type', type),
    )
  await patch([{ op: 'replace', path: '/data/a', value: '3' }], PatchStrategy.JsonPatch)
  await patch({ data: { b: null } }, PatchStrategy.MergePatch)
  await patch({ data: { c: '4' } }, PatchStrategy.StrategicMergePatch)
  const { data, metadata } = await patch(
    { ...configMap('patched', { d: '5' }) },
    PatchStrategy.ServerSideApply,
  )
  assert.deepEqual(data, { a: '3', c: '4', d: '5' })
  assert.ok(
    metadata?.managedFields?.some(({ operation, manager }) => operation === 'Apply' && manager === 'test'),
  )
})

test('KubernetesObjectApi: any kind by its apiVersion', async () => {
  const objects = KubernetesObjectApi.makeApiClient(config)
  await objects.create(configMap('generic', { a: '1' }))
  await objects.patch({ ...configMap('generic', { b: '2' }) })
  const { data } = (await objects.read({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'generic', namespace },
  })) as V1ConfigMap
  assert.deepEqual(data, { a: '1', b: '2' })
  const { items } = await objects.list('v1', 'ConfigMap', namespace)
  assert.ok(items.some(({ metadata }) => metadata?.name === 'generic'))
  await objects.delete(configMap('generic'))
})

test('lists in pages hold every object once', async () => {
  for (let i = 0; i < 25; i++) {
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: `page-${i}`, labels: { of: 'pages' } } },
    })
  }
  const names = new Set<string>()
  let token: string | undefined
  do {
    const { items, metadata } = await core.listNamespacedSecret({
      namespace,
      labelSelector: 'of=pages',
      limit: 10,
      ...(token && { _continue: token }),
    })
    assert.ok(items.length <= 10)
    for (const { metadata } of items) names.add(metadata?.name ?? '')
    token = metadata?._continue
  } while (token)
  assert.equal(names.size, 25)
})

test('Watch.watch() sends what happens from a version on, and ends when aborted', async () => {
  const { metadata } = await core.listNamespacedPod({ namespace })
  const seen: string[] = []
  const ended = Promise.withResolvers<unknown>()
  const controller = await new Watch(config).watch(
    `/api/v1/namespaces/${namespace}/pods`,
    {
      resourceVersion: metadata?.resourceVersion,
      labelSelector: 'suite=client-node',
      allowWatchBookmarks: true,
    },
    (type: string, object: V1Pod) => void seen.push(`${type} ${object.metadata?.name}`),
    (error: unknown) => ended.resolve(error),
  )
  await core.createNamespacedPod({ namespace, body: pod('watched') })
  await until(
    'the pod runs',
    async () => (await core.readNamespacedPod({ namespace, name: 'watched' })).status?.phase === 'Running',
  )
  await core.deleteNamespacedPod({ namespace, name: 'watched', gracePeriodSeconds: 0 })
  await until('the deletion is seen', () => seen.includes('DELETED watched'))
  assert.equal(seen[0], 'ADDED watched')
  assert.ok(seen.includes('MODIFIED watched'))
  controller.abort()
  await ended.promise
})

test('makeInformer() keeps a cache that follows', async () => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`
  const informer = makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace }))
  const seen: string[] = []
  for (const event of ['add', 'update', 'delete'] as const)
    informer.on(event, (obj: V1ConfigMap) => void seen.push(`${event} ${obj.metadata?.name}`))
  await informer.start()
  await core.createNamespacedConfigMap({ namespace, body: configMap('followed') })
  await until('add', () => seen.includes('add followed'))
  await core.patchNamespacedConfigMap(
    { namespace, name: 'followed', body: { data: { a: '1' } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  )
  await until('update', () => seen.includes('update followed'))
  assert.deepEqual(informer.get('followed', namespace)?.data, { a: '1' })
  await core.deleteNamespacedConfigMap({ namespace, name: 'followed' })
  await until('delete', () => seen.includes('delete followed'))
  assert.equal(informer.get('followed', namespace), undefined)
  await informer.stop()
})

test('AppsV1Api: a deployment rolls out, is scaled through its subresource, and says its status', async () => {
  const labels = { app: 'typed' }
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: 'typed' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { ...pod('x'), metadata: { labels } },
      },
    },
  })
  const ready = async () =>
    (await apps.readNamespacedDeploymentStatus({ namespace, name: 'typed' })).status?.readyReplicas
  await until('two are ready', async () => (await ready()) === 2)
  const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'typed' })
  assert.equal(scale.status?.selector, 'app=typed')
  await apps.replaceNamespacedDeploymentScale({
    namespace,
    name: 'typed',
    body: { ...scale, spec: { replicas: 3 } },
  })
  await until('three are ready', async () => (await ready()) === 3)
  await apps.deleteNamespacedDeployment({ namespace, name: 'typed', propagationPolicy: 'Foreground' })
  await until(
    'all is gone',
    async () => (await core.listNamespacedPod({ namespace, labelSelector: 'app=typed' })).items.length === 0,
  )
})

test('BatchV1Api, AuthorizationV1Api and tokens', async () => {
  const batch = config.makeApiClient(BatchV1Api)
  const job = {
    metadata: { name: 'once' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } },
  }
  const made = await batch.createNamespacedJob({ namespace, body: job })
  assert.equal(made.spec?.completions, 1)
  const review = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes: { verb: 'delete', resource: 'nodes' } } },
  })
  assert.equal(review.status?.allowed, true)
  const { status } = await core.createNamespacedServiceAccountToken({
    namespace,
    name: 'default',
    body: { spec: { audiences: [], expirationSeconds: 600 } } as never,
  })
  const asAccount = new KubeConfig()
  const current = config.getCurrentCluster()
  assert.ok(current && status)
  asAccount.loadFromClusterAndUser(current, { name: 'default', token: String(status.token) })
  await assert.rejects(
    asAccount.makeApiClient(CoreV1Api).listNamespacedSecret({ namespace }),
    isStatus(403, 'Forbidden'),
  )
})

test('Log.log() and Exec.exec() of a simulated pod fail with an error, at once', async () => {
  await core.createNamespacedPod({ namespace, body: pod('mute') })
  await until(
    'it runs',
    async () => (await core.readNamespacedPod({ namespace, name: 'mute' })).status?.phase === 'Running',
  )
  await assert.rejects(new Log(config).log(namespace, 'mute', 'main', new PassThrough()))
  const socket = new Exec(config).exec(
    namespace,
    'mute',
    'main',
    ['true'],
    new PassThrough(),
    new PassThrough(),
    null,
    false,
  )
  await assert.rejects(
    socket.then((opened) => once(opened as never, 'never', { signal: AbortSignal.timeout(1000) })),
  )
})
