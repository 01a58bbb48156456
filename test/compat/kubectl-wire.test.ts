// What kubectl makes of the corners of the wire: owners of a scale, conflicts of an apply, refusals in its own words, raw paths.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startCluster } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())

const words = (line: string) => line.split(' ')

interface Entry {
  readonly manager: string
  readonly operation: string
  readonly subresource?: string
  readonly fieldsV1: { readonly 'f:spec'?: Readonly<Record<string, unknown>> }
}

for (const program of kubectls) {
  const name = program.name.replace(/[^a-z0-9]/g, '-')
  const user = await cluster.user(program, `wire-${name}`)

  describe(program.name, () => {
    test('scale leaves the replicas to who scaled, and server-side apply says whom it would take them from', async () => {
      await user.ok(words('create deployment web --image=busybox --replicas=1'))
      await user.ok(words('scale deployment web --replicas=2'))
      const { metadata, spec } = await user.json(['deployment', 'web', '--show-managed-fields'])
      assert.equal(spec.replicas, 2)
      const entries: readonly Entry[] = metadata.managedFields
      const owners = entries.filter(({ fieldsV1 }) => Object.hasOwn(fieldsV1['f:spec'] ?? {}, 'f:replicas'))
      assert.deepEqual(
        owners.map(({ operation, subresource }) => [operation, subresource]),
        [['Update', 'scale']],
      )
      const config = JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 5 },
      })
      const { code, stderr } = await user.kubectl(words('apply --server-side -f -'), { input: config })
      assert.notEqual(code, 0)
      assert.match(
        stderr,
        /conflict with "kubectl" with subresource "scale" using apps\/v1: \.spec\.replicas/,
      )
    })

    test('get tells which field selectors there are', async () => {
      assert.match(
        await user.fails(words('get pods --field-selector foo=bar')),
        /field label not supported: foo/,
      )
      assert.match(
        await user.fails(words('get cm --field-selector foo=bar')),
        /"foo" is not a known field selector: only "metadata.name", "metadata.namespace"/,
      )
    })

    test('get --raw lists the paths and reads a document under its hash', async () => {
      const { paths } = JSON.parse(await user.ok(words('get --raw /')))
      assert.ok(paths.includes('/apis/apps/v1'))
      const index = JSON.parse(await user.ok(words('get --raw /openapi/v3')))
      const { serverRelativeURL } = index.paths['apis/apps/v1']
      const document = JSON.parse(await user.ok(['get', '--raw', serverRelativeURL]))
      assert.equal(document.openapi, '3.0.0')
    })

    test('a service without endpoints is proxied to nobody', async () => {
      await user.ok(words('create service clusterip lonely --tcp=80:80'))
      const path = `/api/v1/namespaces/wire-${name}/services/lonely:80/proxy/`
      assert.match(await user.fails(['get', '--raw', path]), /no endpoints available for service "lonely"/)
    })

    test('delete --all takes a collection away', async () => {
      await user.ok(words('create cm one --from-literal=a=b'))
      await user.ok(words('delete cm --all'))
      assert.doesNotMatch(await user.ok(words('get cm -o name')), /one/)
    })
  })
}
