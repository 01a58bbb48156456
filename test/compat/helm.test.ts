// Unmodified helm 4: the chart that `helm create` makes, through its whole life.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startCluster } from '../oracles/cluster.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 2 })
after(() => cluster[Symbol.asyncDispose]())
const { helm, admin } = cluster
const release = (args: string) => helm(args.split(' '), { cwd: cluster.home })
const image = '--set image.repository=busybox --set image.tag=latest'

test('helm create, template, lint and install --dry-run=server', async () => {
  assert.match(await release('create web'), /Creating web/)
  assert.match(await release('lint web'), /0 chart\(s\) failed/)
  assert.match(await release(`template web ./web ${image}`), /kind: Deployment/)
  assert.match(await release(`install web ./web ${image} --dry-run=server`), /kind: Deployment/)
  assert.match(await admin.fails(['get', 'deploy', 'web']), /not found/)
})

test('helm install --wait, list, status, get, test', async () => {
  assert.match(await release(`install web ./web ${image} --wait --timeout 60s`), /STATUS: deployed/)
  assert.match(await release('list'), /web\s+default\s+1\s+.*deployed\s+web-0\.1\.0/)
  assert.match(await release('status web'), /REVISION: 1/)
  assert.match(await release('get manifest web'), /kind: ServiceAccount/)
  assert.match(await release('get values web'), /repository: busybox/)
  const { status } = await admin.json(['deploy/web'])
  assert.equal(status.availableReplicas, 1)
  assert.match(await admin.ok(['describe', 'svc', 'web']), /Endpoints: +10\./)
})

test('helm upgrade, history and rollback', async () => {
  await release(`upgrade web ./web ${image} --set replicaCount=3 --wait --timeout 60s`)
  assert.equal((await admin.json(['deploy/web'])).status.availableReplicas, 3)
  await release(`upgrade web ./web --reuse-values --set autoscaling.enabled=true --set ingress.enabled=true`)
  await admin.ok(['get', 'hpa,ingress', 'web'])
  const history = JSON.parse(await release('history web -o json')) as readonly { status: string }[]
  assert.deepEqual(
    history.map(({ status }) => status),
    ['superseded', 'superseded', 'deployed'],
  )
  await release('rollback web 1 --wait --timeout 60s')
  assert.equal((await admin.json(['deploy/web'])).spec.replicas, 1)
  await admin.fails(['get', 'hpa', 'web'])
})

test('helm upgrade --install in a new namespace, with a failing one said so', async () => {
  await release(`upgrade --install other ./web ${image} -n elsewhere --create-namespace --wait --timeout 60s`)
  assert.match(await release('list -A'), /other\s+elsewhere/)
  await assert.rejects(
    release(`install other ./web ${image} -n elsewhere`),
    /cannot re-?use a name that is still in use/,
  )
})

test('helm uninstall takes everything away', async () => {
  assert.match(await release('uninstall web --wait --timeout 60s'), /release "web" uninstalled/)
  await release('uninstall other -n elsewhere --wait --timeout 60s')
  const left = await admin.json(['deploy,svc,sa,rs,secret', '-l', 'app.kubernetes.io/name=web', '-A'])
  assert.deepEqual(left.items, [])
  assert.deepEqual((await admin.json(['secret', '-A', '-l', 'owner=helm'])).items, [])
})
