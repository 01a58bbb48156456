import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offeredProtocols, webSocketAuthorization } from './websocket-token.ts'

const encoded = Buffer.from('my.token').toString('base64url')
const asked = (protocols: string, upgrade = 'websocket') => ({ upgrade, 'sec-websocket-protocol': protocols })

test('webSocketAuthorization() takes the token out of the subprotocols', () => {
  const given = asked(`base64url.bearer.authorization.k8s.io.${encoded}, binary.k8s.io`)
  assert.equal(webSocketAuthorization(given), 'Bearer my.token')
  assert.deepEqual(offeredProtocols(given), ['binary.k8s.io'])
  assert.equal(webSocketAuthorization(asked('binary.k8s.io')), undefined)
  assert.equal(webSocketAuthorization({}), undefined)
  assert.equal(webSocketAuthorization({ ...given, upgrade: 'SPDY/3.1' }), undefined)
})

test('webSocketAuthorization() refuses a token alone, two tokens and what is no token', () => {
  const one = `base64url.bearer.authorization.k8s.io.${encoded}`
  for (const protocols of [
    one,
    `${one},${one},x`,
    'base64url.bearer.authorization.k8s.io.*,x',
    'base64url.bearer.authorization.k8s.io.,x',
  ]) {
    assert.throws(() => webSocketAuthorization(asked(protocols)), /Unauthorized/, protocols)
  }
  const spaced = Buffer.from('a b').toString('base64url')
  assert.throws(() => webSocketAuthorization(asked(`base64url.bearer.authorization.k8s.io.${spaced},x`)))
})
