// Unmodified kubectl asking what a cluster is: API resources and versions, explain, rights, cluster-info, health, config, top.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startCluster, type User } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())

function suite(user: User): void {
  const { ok, fails } = user
  const words = (text: string) => text.split(' ')

  test('version: the server says 1.36 and is parsed', async () => {
    const { serverVersion } = JSON.parse(await ok(words('version -o json')))
    assert.equal(serverVersion.major, '1')
    assert.equal(serverVersion.minor, '36')
    assert.match(serverVersion.gitVersion, /^v1\.36\.\d+\+wherry\.\d+\.\d+\.\d+$/)
  })

  test('api-resources: names, short names, verbs, scopes and categories', async () => {
    const all = await ok(words('api-resources'))
    assert.match(all, /^pods +po +v1 +true +Pod$/m)
    assert.match(all, /^deployments +deploy +apps\/v1 +true +Deployment$/m)
    assert.match(all, /^nodes +no +v1 +false +Node$/m)
    assert.match(
      await ok(words('api-resources -o wide')),
      /^pods .*create,delete,deletecollection,get,list,patch,update,watch +all$/m,
    )
    const global = await ok(words('api-resources --namespaced=false -o name'))
    assert.match(global, /^clusterroles.rbac.authorization.k8s.io$/m)
    assert.doesNotMatch(global, /^pods$/m)
    assert.match(await ok(words('api-resources --api-group=batch --no-headers')), /^cronjobs[\s\S]*jobs/m)
    assert.match(await ok(words('api-resources --categories=all -o name')), /^deployments.apps$/m)
  })

  test('api-versions: every group that is served', async () => {
    const versions = (await ok(words('api-versions'))).trim().split('\n')
    for (const version of ['v1', 'apps/v1', 'batch/v1', 'rbac.authorization.k8s.io/v1', 'events.k8s.io/v1'])
      assert.ok(versions.includes(version), version)
  })

  test('every resource that can be listed is listed', async () => {
    const names = (await ok(words('api-resources --verbs=list -o name'))).trim().split('\n')
    assert.ok(names.length > 30)
    await ok(['get', names.join(','), '--ignore-not-found', '-o', 'name'])
    await ok(['get', names.join(','), '--ignore-not-found', '--all-namespaces'])
  })

  test('explain: a kind, a field, all fields, another version, and what is not there', async () => {
    assert.match(await ok(words('explain pods')), /KIND: +Pod\nVERSION: +v1\n[\s\S]*spec\t<PodSpec>/)
    assert.match(await ok(words('explain deployment.spec.replicas')), /FIELD: replicas <integer>/)
    assert.match(
      await ok(words('explain pod.spec.containers.resources.limits')),
      /FIELD: limits <map\[string\]Quantity>/,
    )
    const tree = await ok(words('explain pod --recursive'))
    assert.match(tree, /initContainers\t<\[\]Container>/)
    assert.match(tree, /enum: Always, IfNotPresent, Never/)
    assert.match(await ok(words('explain hpa --api-version=autoscaling/v1')), /VERSION: +v1/)
    assert.match(await ok(words('explain service -o plaintext-openapiv2')), /KIND: +Service/)
    assert.match(await fails(words('explain pod.spec.nonsense')), /field "nonsense" does not exist/)
  })

  test('auth can-i, whoami, reconcile: rights as the server sees them', async () => {
    assert.equal(await ok(words('auth can-i delete nodes')), 'yes\n')
    assert.match(await ok(words('auth can-i --list')), /^\*\.\* +\[\] +\[\] +\[\*\]$/m)
    const joe = await user.kubectl(words('auth can-i get pods --as=joe'))
    assert.deepEqual([joe.code, joe.stdout], [1, 'no\n'])
    await ok(words('create rolebinding joe --clusterrole=view --user=joe'))
    assert.equal(await ok(words('auth can-i get pods --as=joe')), 'yes\n')
    assert.equal((await user.kubectl(words('auth can-i get secrets --as=joe'))).stdout, 'no\n')
    assert.match(
      await fails(words('get secrets --as=joe')),
      /secrets is forbidden: User "joe" cannot list resource "secrets" in API group "" in the namespace/,
    )
    await ok(words('get pods --as=joe'))
    assert.match(await ok(words('auth whoami')), /Username +kubernetes-admin/)
    assert.match(
      await ok(words('auth whoami --as=joe --as-group=friends')),
      /Groups +\[friends system:authenticated\]/,
    )
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reconciled', namespace: user.namespace },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }
    assert.match(
      await ok(['auth', 'reconcile', '-f', cluster.file(`${user.namespace}-role.json`, role)]),
      /reconciled/,
    )
  })

  test('a wrong token is refused, in words', async () => {
    const stranger = ['--kubeconfig', cluster.strangerKubeconfig]
    assert.match(
      await fails([...words('get pods --token=wrong'), ...stranger]),
      /You must be logged in to the server/,
    )
  })

  test('cluster-info and its dump', async () => {
    assert.match(
      await ok(words('cluster-info')),
      new RegExp(`control plane.* is running at .*https://127.0.0.1:${cluster.port}`),
    )
    assert.match(await ok(['cluster-info', 'dump', '--namespaces', user.namespace]), /"kind": "NodeList"/)
  })

  test('get --raw: health, readiness with its checks, version, metrics, OpenAPI', async () => {
    assert.equal(await ok(words('get --raw /livez')), 'ok')
    assert.match(await ok(words('get --raw /readyz?verbose')), /\[\+\]ping ok[\s\S]*readyz check passed/)
    assert.match(await ok(words('get --raw /metrics')), /^apiserver_request_total\{/m)
    assert.match(await ok(words('get --raw /openapi/v3')), /"apis\/apps\/v1"/)
    assert.match(await ok(words('get --raw /openapi/v2')), /io.k8s.api.core.v1.Pod/)
    assert.match(await ok(words('get --raw /apis')), /APIGroup/)
  })

  test('top says that there are no metrics', async () => {
    assert.match(await fails(words('top nodes')), /Metrics API not available/)
    assert.match(await fails(words('top pods')), /Metrics API not available/)
  })

  test('config: the kubeconfig that up wrote has one context, and can be changed', async () => {
    assert.match(await ok(words('config view')), new RegExp(`server: https://127.0.0.1:${cluster.port}`))
    assert.equal((await ok(words('config get-contexts -o name'))).trim().split('\n').length, 1)
    assert.match(await ok(words('config current-context')), /\S/)
  })

  test('logs, exec, attach and port-forward of a simulated pod fail in words, at once', async () => {
    await ok(words('run mute --image=busybox'))
    await ok(words('wait pod/mute --for=condition=Ready --timeout=30s'))
    for (const args of ['logs mute', 'exec mute -- true', 'attach mute', 'port-forward pod/mute 0:80'])
      assert.match(await fails(words(args), { timeoutMs: 15_000 }), /\S/)
    assert.match(await fails(words('logs absent')), /pods "absent" not found/)
    assert.match(await fails(words('logs mute -c other')), /container other is not valid for pod mute/)
  })
}

const users = await Promise.all(
  kubectls.map(async (program) => ({
    program,
    user: await cluster.user(program, `discovery-${program.minor}`),
  })),
)

describe('kubectl on the cluster', { concurrency: 2 }, () => {
  for (const { program, user } of users) describe(program.name, { concurrency: 1 }, () => suite(user))
})
