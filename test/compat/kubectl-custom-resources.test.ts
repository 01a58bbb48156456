// Unmodified kubectl against kinds that users define: from the definition's creation to its end.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Json, startCluster, type User } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())

function definition(group: string): Json {
  const spec = {
    type: 'object',
    description: 'What should run, and when.',
    required: ['cronSpec'],
    properties: {
      cronSpec: { type: 'string', description: 'When it runs, in five fields.' },
      image: { type: 'string', default: 'none' },
      replicas: { type: 'integer', minimum: 1 },
    },
  }
  const status = { type: 'object', properties: { replicas: { type: 'integer' }, phase: { type: 'string' } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `crontabs.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
          additionalPrinterColumns: [
            { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
            { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          ],
        },
      ],
    },
  }
}

for (const program of kubectls) {
  describe(program.name, async () => {
    const namespace = `crd-${program.name.replace(/[^a-z0-9]/g, '-')}`
    const group = `${namespace}.example.com`
    const cronTab = (name: string, more: object = {}): Json => ({
      apiVersion: `${group}/v1`,
      kind: 'CronTab',
      metadata: { name },
      spec: { cronSpec: '* * * * *', replicas: 2, ...more },
    })
    let user: User
    const resource = `crontabs.${group}`
    const input = (value: Json) => ({ input: JSON.stringify(value) })

    test('create, wait, get and api-resources know the new kind', async () => {
      user = await cluster.user(program, namespace)
      await user.ok(['create', '-f', '-'], input(definition(group)))
      await user.ok(['wait', '--for=condition=established', `crd/${resource}`, '--timeout=10s'])
      await user.ok(['apply', '-f', '-'], input(cronTab('a')))
      assert.match(await user.ok(['get', resource]), /^NAME +SPEC +REPLICAS *\na +\* \* \* \* \* +2\s*$/)
      assert.match(
        await user.ok(['api-resources', `--api-group=${group}`]),
        /crontabs +ct +\S+\/v1 +true +CronTab/,
      )
      assert.match(await user.ok(['get', 'crd', resource]), new RegExp(`${resource} +20`))
      assert.match(await user.ok(['describe', resource, 'a']), /Cron Spec: +\* \* \* \* \*/)
    })

    test('explain tells what the definition says', async () => {
      const text = await user.ok(['explain', `${resource}.spec`])
      assert.match(text, /What should run, and when\./)
      assert.match(text, /cronSpec\s+<string> -required-\s+When it runs, in five fields\./)
      assert.match(await user.ok(['explain', resource]), /GROUP: +\S+\nKIND: +CronTab\nVERSION: +v1/)
    })

    test('unknown fields are refused, or warned of', async () => {
      const bad = input(cronTab('bad', { bogus: 1 }))
      const refused = await user.fails(['create', '--validate=strict', '-f', '-'], bad)
      assert.match(refused, /strict decoding error: unknown field "spec.bogus"/)
      const warned = await user.kubectl(['create', '--validate=warn', '-f', '-'], bad)
      assert.match(warned.stderr, /Warning: unknown field "spec.bogus"/)
      const wrong = await user.fails(['create', '-f', '-'], input(cronTab('wrong', { replicas: 0 })))
      assert.match(
        wrong,
        /spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1/,
      )
    })

    test('apply, edit, patch, label and scale change objects', async () => {
      await user.ok(['apply', '-f', '-'], input(cronTab('a', { replicas: 3 })))
      await user.ok(
        ['apply', '--server-side', '--force-conflicts', '-f', '-'],
        input(cronTab('a', { replicas: 4 })),
      )
      await user.ok(['patch', resource, 'a', '--type=merge', '-p', '{"spec":{"image":"x"}}'])
      await user.ok([
        'patch',
        resource,
        'a',
        '--type=merge',
        '--subresource=status',
        '-p',
        '{"status":{"phase":"Up"}}',
      ])
      await user.ok(['edit', resource, 'a'], { env: { EDITOR: "sed -i 's/image: x/image: z/'" } })
      await user.ok(['label', resource, 'a', 'app=a'])
      await user.ok(['scale', resource, 'a', '--replicas=5'])
      const { spec, status, metadata } = await user.json([resource, 'a'])
      assert.deepEqual(spec, { cronSpec: '* * * * *', replicas: 5, image: 'z' })
      assert.deepEqual([status.phase, metadata.labels.app], ['Up', 'a'])
      assert.match(
        await user.ok(['wait', '--for=jsonpath={.status.phase}=Up', resource, 'a', '--timeout=5s']),
        /met/,
      )
    })

    test('get -w prints changes', async () => {
      const watching = user.start(['get', resource, 'a', '-w', '--output-watch-events'])
      await watching.seen(/ADDED +a/, 10_000)
      await user.ok(['patch', resource, 'a', '--type=merge', '-p', '{"spec":{"replicas":6}}'])
      await watching.seen(/MODIFIED +a +\* \* \* \* \* +6/, 10_000)
      await watching.stop()
    })

    test('delete takes objects and definition away', async () => {
      await user.ok(['delete', resource, 'a', '--timeout=10s'])
      await user.ok(['create', '-f', '-'], input(cronTab('b')))
      await user.ok(['delete', 'crd', resource, '--timeout=20s'])
      assert.match(await user.fails(['get', resource]), /the server doesn't have a resource type/)
    })
  })
}
