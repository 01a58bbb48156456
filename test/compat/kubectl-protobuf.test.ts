// kubectl's typed commands speak protobuf where the server offers it: what it sends is taken, and it takes what is answered.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startCluster } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
after(() => cluster[Symbol.asyncDispose]())

const protobuf = 'application/vnd.kubernetes.protobuf'
const words = (line: string) => line.split(' ')

for (const program of kubectls) {
  const name = program.name.replace(/[^a-z0-9]/g, '-')
  const user = await cluster.user(program, `protobuf-${name}`)

  describe(program.name, () => {
    test('create sends protobuf', async () => {
      const { code, stderr } = await user.kubectl(words('create deployment web --image=busybox -v=9'))
      assert.equal(code, 0, stderr)
      assert.ok(new RegExp(`Content-Type: ${protobuf}`, 'i').test(stderr), stderr)
      const { spec } = await user.json(['deployment', 'web'])
      assert.equal(spec.template.spec.containers[0].image, 'busybox')
    })

    test('autoscale, token, eviction and reviews', async () => {
      await user.ok(words('autoscale deployment web --min=1 --max=3'))
      assert.equal((await user.json(['hpa', 'web'])).spec.maxReplicas, 3)
      assert.match(await user.ok(words('create token default')), /^ey/)
      assert.equal((await user.ok(words('auth can-i create pods'))).trim(), 'yes')
      await user.ok(words('run alone --image=busybox --restart=Never'))
      await user.ok(words('wait pod/alone --for=jsonpath={.spec.nodeName} --timeout=30s'))
      const { spec } = await user.json(['pod', 'alone'])
      await user.ok(
        words(`drain ${spec.nodeName} --force --ignore-daemonsets --pod-selector=run=alone --timeout=30s`),
      )
      await user.ok(words(`uncordon ${spec.nodeName}`))
      assert.match(await user.fails(words('get pod alone')), /NotFound/)
    })

    test('failures are shown as they are told', async () => {
      assert.match(
        await user.fails(words('create deployment web --image=busybox')),
        /deployments.apps "web" already exists/,
      )
      assert.match(
        await user.fails(words('create deployment Web --image=busybox')),
        /is invalid: metadata.name/,
      )
    })
  })
}
