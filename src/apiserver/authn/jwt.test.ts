import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createJwtSigner } from './jwt.ts'

function pem(kind: 'ec' | 'rsa'): string {
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('createJwtSigner() signs what others verify with the published keys', async () => {
  for (const kind of ['ec', 'rsa'] as const) {
    const signer = createJwtSigner({ signingKey: pem(kind) })
    const token = signer.sign({ iss: 'i', aud: ['a'], sub: 's' })
    const keys = createLocalJWKSet(signer.keySet as Parameters<typeof createLocalJWKSet>[0])
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: 'i', audience: 'a' })
    assert.deepEqual([payload.sub, protectedHeader.alg], ['s', kind === 'ec' ? 'ES256' : 'RS256'])
    assert.deepEqual(signer.verify(token), { iss: 'i', aud: ['a'], sub: 's' })
  }
})

test('createJwtSigner() refuses tokens of others, changed ones and those without a signature', () => {
  const signer = createJwtSigner({})
  const token = signer.sign({ sub: 's' })
  const [header = '', payload = '', signature = ''] = token.split('.')
  const forged = [
    createJwtSigner({}).sign({ sub: 's' }),
    `${header}.${part({ sub: 'admin' })}.${signature}`,
    `${part({ alg: 'none' })}.${payload}.`,
    `${part({ alg: 'HS256' })}.${payload}.${signature}`,
    `${part({ alg: 'RS256' })}.${payload}.${signature}`,
    `${header}.${payload}`,
    `${token}.x`,
    '..',
    'ey.ey.ey',
  ]
  for (const text of forged) assert.equal(signer.verify(text), undefined, text)
})

test('createJwtSigner() still believes former keys', () => {
  const old = pem('ec')
  const token = createJwtSigner({ signingKey: old }).sign({ sub: 's' })
  assert.equal(createJwtSigner({}).verify(token), undefined)
  assert.deepEqual(createJwtSigner({ formerKeys: [old] }).verify(token), { sub: 's' })
})
