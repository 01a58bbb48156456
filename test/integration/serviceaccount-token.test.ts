import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { Secret } from '../../src/api/core/secret/secret.kind.ts'
import { ServiceAccount } from '../../src/api/core/service-account/service-account.kind.ts'
import { createJwtSigner } from '../../src/apiserver/authn/jwt.ts'
import { createClient } from '../../src/client/typed-client.ts'
import { serviceAccountToken } from '../../src/controllers/serviceaccount-token/serviceaccount-token.controller.ts'
import { isForbidden } from '../../src/machinery/status-error.ts'
import { startControlPlane } from './control-plane.ts'

test('serviceaccount-token makes a token that the server takes, until the account goes', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const { sign } = createJwtSigner({ signingKey })
  const controller = serviceAccountToken({ rootCA: 'the authority', sign })
  await using plane = await startControlPlane([controller], { serviceAccounts: { signingKey } })
  const { client, signal, server, clock } = plane
  const account = { namespace: 'default', name: 'robot' }
  await client.create(ServiceAccount, { metadata: account }, { signal })
  const annotations = { 'kubernetes.io/service-account.name': 'robot' }
  const metadata = { namespace: 'default', name: 'robot-token', annotations }
  await client.create(Secret, { metadata, type: 'kubernetes.io/service-account-token' }, { signal })
  await plane.until(async () => (await plane.list(Secret))[0]?.data?.token !== undefined)
  const [secret] = await plane.list(Secret)
  assert.equal(atob(secret?.data?.['ca.crt'] ?? ''), 'the authority')
  assert.equal(atob(secret?.data?.namespace ?? ''), 'default')
  const robot = createClient({ handler: server.handler(atob(secret?.data?.token ?? '')), clock })
  await assert.rejects(robot.list(Secret, { namespace: 'default', signal }), (error) => {
    return isForbidden(error) && /User "system:serviceaccount:default:robot" cannot list/.test(String(error))
  })
  await client.delete(ServiceAccount, account, { signal })
  await plane.until(async () => (await plane.list(Secret)).length === 0)
})
