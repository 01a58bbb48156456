// Unmodified kubectl against objects: create, apply, get, edit, patch, label, replace, diff, delete. Every test runs with each
// kubectl that there is, in a namespace of its own.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Json, startCluster, type User } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())

const configMap = (name: string, data: Record<string, string>): Json => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

const deployment = (name: string, replicas = 1): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'busybox',
            env: [{ name: 'A', value: '1' }],
            ports: [{ containerPort: 80 }],
          },
        ],
      },
    },
  },
})

/** A generator of `kubectl create`, and what it must have made: a path into the object, and the value there. */
type Generator = readonly [create: string, what: string, path: string, value: unknown]

const generators: readonly Generator[] = [
  ['configmap cm --from-literal=a=1 --from-literal=b=2', 'cm/cm', 'data', { a: '1', b: '2' }],
  ['secret generic sec --from-literal=p=hush', 'secret/sec', 'data.p', 'aHVzaA=='],
  [
    'secret docker-registry reg --docker-server=r --docker-username=u --docker-password=p',
    'secret/reg',
    'type',
    'kubernetes.io/dockerconfigjson',
  ],
  ['serviceaccount sa', 'sa/sa', 'kind', 'ServiceAccount'],
  ['deployment dep --image=busybox --replicas=2 --port=80', 'deploy/dep', 'spec.replicas', 2],
  ['job j --image=busybox -- true', 'job/j', 'spec.template.spec.containers.0.command', ['true']],
  ['cronjob cj --image=busybox --schedule=0_0_1_1_*', 'cj/cj', 'spec.schedule', '0 0 1 1 *'],
  ['service clusterip ci --tcp=80:8080', 'svc/ci', 'spec.ports.0.targetPort', 8080],
  ['service nodeport np --tcp=80', 'svc/np', 'spec.type', 'NodePort'],
  ['service loadbalancer lb --tcp=80', 'svc/lb', 'spec.type', 'LoadBalancer'],
  ['service externalname en --external-name=example.org', 'svc/en', 'spec.externalName', 'example.org'],
  ['ingress ing --rule=host.example/*=svc:80', 'ing/ing', 'spec.rules.0.host', 'host.example'],
  ['role r --verb=get,list --resource=pods', 'role/r', 'rules.0.verbs', ['get', 'list']],
  ['rolebinding rb --role=r --user=joe', 'rolebinding/rb', 'subjects.0.name', 'joe'],
  ['clusterrole NS-cr --verb=get --resource=nodes', 'clusterrole/NS-cr', 'rules.0.resources', ['nodes']],
  [
    'clusterrolebinding NS-crb --clusterrole=view --group=g',
    'clusterrolebinding/NS-crb',
    'roleRef.name',
    'view',
  ],
  ['quota q --hard=pods=100', 'quota/q', 'spec.hard.pods', '100'],
  ['poddisruptionbudget pdb --selector=app=x --min-available=1', 'pdb/pdb', 'spec.minAvailable', 1],
  ['priorityclass NS-pc --value=1000', 'priorityclass/NS-pc', 'value', 1000],
]

function at(object: Json, path: string): unknown {
  return path.split('.').reduce((value: Json, key) => value?.[key], object)
}

function suite(user: User): void {
  const file = (name: string, content: string | object) => cluster.file(`${user.namespace}/${name}`, content)
  const fill = (text: string) => text.replaceAll('NS', user.namespace)
  const words = (text: string) =>
    fill(text)
      .split(' ')
      .map((word) => word.replaceAll('_', ' '))

  for (const [create, what, path, value] of generators) {
    test(`create ${create}`, async () => {
      await user.ok(['create', ...words(create)])
      assert.deepEqual(at(await user.json([fill(what)]), path), value)
      assert.match(await user.fails(['create', ...words(create)]), /AlreadyExists|already (exists|allocated)/)
    })
  }

  test('create token gives a token that the server accepts', async () => {
    await user.ok(['create', 'serviceaccount', 'bearer'])
    const token = (await user.ok(['create', 'token', 'bearer', '--duration=10m'])).trim()
    const config = ['--kubeconfig', cluster.strangerKubeconfig, '--token', token]
    const who = JSON.parse(await user.ok(['auth', 'whoami', '-o', 'json', ...config]))
    assert.equal(who.status.userInfo.username, `system:serviceaccount:${user.namespace}:bearer`)
  })

  test('create -f and --dry-run=server: nothing is stored, defaults are shown', async () => {
    const path = file('dry.json', deployment('dry'))
    const shown = JSON.parse(await user.ok(['create', '-f', path, '--dry-run=server', '-o', 'json']))
    assert.equal(shown.spec.strategy.type, 'RollingUpdate')
    assert.ok(shown.metadata.uid)
    assert.match(await user.fails(['get', 'deploy', 'dry']), /deployments.apps "dry" not found/)
  })

  test('apply: creates, says unchanged, configures, and takes away what was left out', async () => {
    const path = file('apply.json', configMap('applied', { keep: '1', drop: '2' }))
    assert.match(await user.ok(['apply', '-f', path]), /configmap\/applied created/)
    assert.match(await user.ok(['apply', '-f', path]), /configmap\/applied unchanged/)
    await user.ok(['patch', 'cm', 'applied', '-p', '{"data":{"theirs":"3"}}'])
    file('apply.json', configMap('applied', { keep: '1b' }))
    assert.match(await user.ok(['apply', '-f', path]), /configmap\/applied configured/)
    assert.deepEqual((await user.json(['cm/applied'])).data, { keep: '1b', theirs: '3' })
  })

  test('apply of a List: each of its items, and a wrong one refused by the schema', async () => {
    const list = (...items: Json[]) => ({ apiVersion: 'v1', kind: 'List', items })
    const good = file('list.json', list(configMap('one-of-list', {}), deployment('two-of-list', 0)))
    assert.match(
      await user.ok(['apply', '-f', good]),
      /configmap\/one-of-list created\n.*two-of-list created/,
    )
    const bad = file('bad-list.json', list({ ...configMap('three-of-list', {}), extra: 1 }))
    assert.match(
      await user.fails(['apply', '-f', bad]),
      /unknown field "extra" in io.k8s.api.core.v1.ConfigMap/,
    )
  })

  test('apply of lists within lists: containers, env and ports merge by key', async () => {
    const given = deployment('merged')
    const path = file('merged.json', given)
    await user.ok(['apply', '-f', path])
    await user.ok(['set', 'env', 'deploy/merged', 'THEIRS=1'])
    given.spec.template.spec.containers[0].env[0].value = '2'
    file('merged.json', given)
    await user.ok(['apply', '-f', path])
    const [container] = (await user.json(['deploy/merged'])).spec.template.spec.containers
    assert.deepEqual(container.env, [
      { name: 'A', value: '2' },
      { name: 'THEIRS', value: '1' },
    ])
    assert.equal(container.ports.length, 1)
  })

  test('apply --server-side: ownership, conflict, force, and upgrade from client-side', async () => {
    const path = file('ssa.json', configMap('ssa', { a: '1' }))
    assert.match(await user.ok(['apply', '--server-side', '-f', path]), /configmap\/ssa serverside-applied/)
    await user.ok(['apply', '--server-side', '-f', path])
    await user.ok(['patch', 'cm', 'ssa', '--field-manager=other', '-p', '{"data":{"a":"2"}}'])
    const conflict = await user.fails(['apply', '--server-side', '-f', path])
    assert.match(conflict, /conflict with "other".*\n?.*\.data\.a/)
    await user.ok(['apply', '--server-side', '--force-conflicts', '-f', path])
    const { data, metadata } = await user.json(['cm/ssa', '--show-managed-fields'])
    assert.deepEqual(data, { a: '1' })
    assert.ok(metadata.managedFields.some((entry: Json) => entry.operation === 'Apply'))
    const client = file('upgrade.json', configMap('upgrade', { a: '1', b: '2' }))
    await user.ok(['apply', '-f', client])
    file('upgrade.json', configMap('upgrade', { a: '1' }))
    await user.ok(['apply', '--server-side', '-f', client])
    assert.deepEqual((await user.json(['cm/upgrade'])).data, { a: '1' })
  })

  test('apply --prune: takes away what the files no longer have', async () => {
    const path = file('prune.yaml', prunable(['one', 'two']))
    const flags = ['--prune', '-l', 'set=pruned', '--prune-allowlist=core/v1/ConfigMap']
    await user.ok(['apply', '-f', path, ...flags])
    file('prune.yaml', prunable(['one']))
    assert.match(await user.ok(['apply', '-f', path, ...flags]), /configmap\/two pruned/)
    await user.fails(['get', 'cm', 'two'])
  })

  function prunable(names: readonly string[]): string {
    const one = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: pruned}}\n`
    return names.map(one).join('---\n')
  }

  test('apply -k: a kustomization with a generator, a patch and a prefix', async () => {
    file('kustom/base.json', deployment('app'))
    const path = file(
      'kustom/kustomization.yaml',
      [
        'namePrefix: k-',
        'resources: [base.json]',
        'configMapGenerator: [{name: conf, literals: [a=1]}]',
        'patches: [{patch: "- {op: replace, path: /spec/replicas, value: 0}", target: {kind: Deployment}}]',
      ].join('\n'),
    )
    await user.ok(['apply', '-k', path.replace('/kustomization.yaml', '')])
    assert.equal((await user.json(['deploy/k-app'])).spec.replicas, 0)
  })

  test('apply validates: unknown and mistyped fields are refused, unless asked not to', async () => {
    const unknown = file('unknown.json', { ...configMap('bad', {}), extra: 1 })
    assert.match(await user.fails(['apply', '-f', unknown]), /strict decoding error: unknown field "extra"/)
    const typed = deployment('typed')
    typed.spec.replicas = 'three'
    const message = await user.fails(['apply', '-f', file('typed.json', typed)])
    assert.match(
      message,
      /cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32/,
    )
    await user.ok(['apply', '--validate=ignore', '-f', unknown])
    const warned = await user.kubectl(['apply', '--validate=warn', '-f', unknown])
    assert.match(warned.stderr, /Warning: unknown field "extra"/)
  })

  test('invalid objects are refused with every fault', async () => {
    const bad = deployment('Bad_Name')
    bad.spec.template.spec.containers[0].image = ''
    const message = await user.fails(['create', '-f', file('invalid.json', bad)])
    assert.match(message, /The Deployment "Bad_Name" is invalid/)
    assert.match(message, /metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain/)
    assert.match(message, /spec.template.spec.containers\[0\].image: Required value/)
  })

  test('get: every output', async () => {
    const get = (...args: string[]) => user.ok(['get', 'cm', 'shown', ...args])
    await user.ok(['create', 'configmap', 'shown', '--from-literal=k=v'])
    await user.ok(['label', 'cm', 'shown', 'tier=web'])
    assert.match(await get(), /^NAME +DATA +AGE\nshown +1 +\d+s\n$/)
    assert.equal(await get('-o', 'name'), 'configmap/shown\n')
    assert.equal(await get('-o', 'jsonpath={.data.k}'), 'v')
    assert.equal(await get('-o', 'go-template={{.data.k}}'), 'v')
    assert.equal(await get('-o', 'custom-columns=N:.metadata.name,V:.data.k'), 'N       V\nshown   v\n')
    assert.match(await get('-o', 'yaml'), /^apiVersion: v1\ndata:\n {2}k: v\nkind: ConfigMap\n/)
    assert.match(await get('--show-labels'), /tier=web/)
    assert.match(await get('-L', 'tier'), /TIER\n.*web/)
    assert.match(await get('--no-headers'), /^shown/)
    assert.match(await user.ok(['get', 'cm', '-l', 'tier in (web,db),tier!=db']), /shown/)
    assert.match(await user.ok(['get', 'cm', '--field-selector', 'metadata.name=shown']), /shown/)
    assert.match(await user.ok(['get', 'cm', '--sort-by=.metadata.name']), /shown/)
    assert.match(await user.ok(['get', 'cm', '-A', '--chunk-size=2']), /kube-root-ca.crt/)
    const raw = await user.ok(['get', '--raw', `/api/v1/namespaces/${user.namespace}/configmaps/shown`])
    assert.equal(JSON.parse(raw).metadata.name, 'shown')
    assert.match(await user.fails(['get', 'cm', 'absent']), /configmaps "absent" not found/)
    assert.match(await user.fails(['get', 'nonsense']), /doesn't have a resource type "nonsense"/)
  })

  test('get --watch: shows what comes, changes and goes', async () => {
    await using watch = user.start(['get', 'cm', '-l', 'watched=yes', '--watch', '--output-watch-events'])
    await user.ok(['create', 'configmap', 'watched'])
    await user.ok(['label', 'cm', 'watched', 'watched=yes'])
    await watch.seen(/ADDED +watched/)
    await user.ok(['patch', 'cm', 'watched', '-p', '{"data":{"a":"1"}}'])
    await watch.seen(/MODIFIED +watched +1/)
    await user.ok(['label', 'cm', 'watched', 'watched-'])
    await watch.seen(/DELETED +watched/)
  })

  test('describe: any kind', async () => {
    await user.ok(['create', 'configmap', 'told', '--from-literal=k=v'])
    assert.match(await user.ok(['describe', 'cm', 'told']), /Name: +told[\s\S]*k:\n----\nv/)
    await user.ok(['create', 'secret', 'generic', 'told', '--from-literal=k=v'])
    assert.match(await user.ok(['describe', 'secret', 'told']), /k: +1 bytes/)
    assert.match(await user.ok(['describe', 'sa', 'default']), /Name: +default/)
    assert.match(await user.ok(['describe', 'ns', user.namespace]), /Status: +Active/)
    await user.ok(['create', 'role', 'told', '--verb=get', '--resource=pods'])
    assert.match(await user.ok(['describe', 'role', 'told']), /pods +\[\] +\[\] +\[get\]/)
  })

  test('edit: with the editor that the user has', async () => {
    await user.ok(['create', 'configmap', 'edited', '--from-literal=k=old'])
    const env = { KUBE_EDITOR: 'sed -i s/old/new/' }
    assert.match(await user.ok(['edit', 'cm', 'edited'], { env }), /configmap\/edited edited/)
    assert.deepEqual((await user.json(['cm/edited'])).data, { k: 'new' })
    const { stderr } = await user.kubectl(['edit', 'cm', 'edited'], { env: { KUBE_EDITOR: 'true' } })
    assert.match(stderr, /no changes/)
  })

  test('patch: strategic, merge, JSON, and of subresources', async () => {
    await user.ok(['create', '-f', file('patched.json', deployment('patched', 0))])
    const patch = (...args: string[]) => user.ok(['patch', 'deploy', 'patched', ...args])
    const containers = async () => (await user.json(['deploy/patched'])).spec.template.spec.containers
    const second = { spec: { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } } }
    await patch('-p', JSON.stringify(second))
    assert.deepEqual(
      (await containers()).map((one: Json) => one.name),
      ['side', 'main'],
    )
    await patch('--type=json', '-p', '[{"op":"remove","path":"/spec/template/spec/containers/0"}]')
    assert.deepEqual(
      (await containers()).map((one: Json) => one.name),
      ['main'],
    )
    await patch('--type=merge', '-p', JSON.stringify(second))
    assert.deepEqual(
      (await containers()).map((one: Json) => one.name),
      ['side'],
    )
    await patch('--subresource=scale', '--type=merge', '-p', '{"spec":{"replicas":1}}')
    assert.equal((await user.json(['deploy/patched'])).spec.replicas, 1)
    const failing = [
      'patch',
      'deploy',
      'patched',
      '--type=json',
      '-p',
      '[{"op":"test","path":"/kind","value":"X"}]',
    ]
    assert.match(
      await user.fails(failing),
      /the server rejected our request due to an error in our request|testing/,
    )
  })

  test('label and annotate: set, refuse to overwrite, overwrite, remove', async () => {
    await user.ok(['create', 'configmap', 'marked'])
    for (const verb of ['label', 'annotate']) {
      await user.ok([verb, 'cm', 'marked', 'k=1'])
      assert.match(await user.fails([verb, 'cm', 'marked', 'k=2']), /already has a value/)
      await user.ok([verb, 'cm', 'marked', 'k=2', '--overwrite'])
      await user.ok([verb, 'cm', 'marked', 'k-'])
    }
    const { metadata } = await user.json(['cm/marked'])
    assert.deepEqual([metadata.labels, metadata.annotations], [undefined, undefined])
    assert.match(await user.fails(['label', 'cm', 'marked', 'bad key=1']), /must consist of|name part/)
  })

  test('replace: as a whole, by force, and refused when stale', async () => {
    const path = file('replaced.json', configMap('replaced', { a: '1' }))
    await user.ok(['create', '-f', path])
    const stale = await user.json(['cm/replaced'])
    file('replaced.json', configMap('replaced', { b: '2' }))
    assert.match(await user.ok(['replace', '-f', path]), /configmap\/replaced replaced/)
    assert.deepEqual((await user.json(['cm/replaced'])).data, { b: '2' })
    const conflict = await user.fails(['replace', '-f', file('stale.json', stale)])
    assert.match(conflict, /the object has been modified; please apply your changes to the latest version/)
    assert.match(await user.ok(['replace', '--force', '-f', path]), /replaced/)
    assert.notEqual((await user.json(['cm/replaced'])).metadata.uid, stale.metadata.uid)
  })

  test('diff: exit 1 and the difference, or exit 0', async () => {
    const path = file('diff.json', configMap('differs', { a: '1' }))
    await user.ok(['apply', '-f', path])
    assert.equal((await user.kubectl(['diff', '-f', path])).code, 0)
    file('diff.json', configMap('differs', { a: '2' }))
    const { code, stdout } = await user.kubectl(['diff', '-f', path])
    assert.equal(code, 1)
    assert.match(stdout, /-\s+a: "1"\n\+\s+a: "2"/)
  })

  test('delete: by file, by label, all, ignoring what is not there', async () => {
    for (const name of ['d1', 'd2', 'd3']) {
      await user.ok(['create', 'configmap', name])
      await user.ok(['label', 'cm', name, `doomed=${name === 'd3' ? 'no' : 'yes'}`])
    }
    assert.match(await user.ok(['delete', 'cm', '-l', 'doomed=yes']), /"d1" deleted[\s\S]*"d2" deleted/)
    assert.match(await user.ok(['delete', 'cm/d3', '--dry-run=server']), /deleted.*\(server dry run\)/)
    await user.ok(['delete', '-f', file('d3.json', configMap('d3', {}))])
    assert.match(await user.fails(['delete', 'cm', 'd3']), /not found/)
    await user.ok(['delete', 'cm', 'd3', '--ignore-not-found'])
    await user.ok(['create', 'role', 'gone', '--verb=get', '--resource=pods'])
    await user.ok(['delete', 'roles', '--all'])
    assert.deepEqual((await user.json(['roles'])).items, [])
  })

  test('delete: a finalizer holds the object until it is taken off', async () => {
    const held = configMap('held', {})
    held.metadata.finalizers = ['example.org/hold']
    await user.ok(['create', '-f', file('held.json', held)])
    await user.ok(['delete', 'cm', 'held', '--wait=false'])
    assert.ok((await user.json(['cm/held'])).metadata.deletionTimestamp)
    await user.ok(['patch', 'cm', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
    await user.ok(['wait', '--for=delete', 'cm/held', '--timeout=10s'])
  })
}

const users = await Promise.all(
  kubectls.map(async (program) => ({
    program,
    user: await cluster.user(program, `objects-${program.minor}`),
  })),
)

describe('kubectl on objects', { concurrency: 2 }, () => {
  for (const { program, user } of users) describe(program.name, { concurrency: 1 }, () => suite(user))
})
