import assert from 'node:assert/strict'
import 'reflect-metadata'
import { createPrivateKey, createPublicKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import * as x509 from '@peculiar/x509'
import { settle } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { createAuthority, issue } from './authority.ts'

const startMs = Date.UTC(2026, 0, 1)
const sources = { clock: new VirtualClock({ settle, startMs }), rng: systemRng }
const server = {
  commonName: 'kube-apiserver',
  organizations: ['b', 'a'],
  usage: 'server',
  dnsNames: ['localhost', 'kubernetes.default.svc'],
  ips: ['192.0.2.7', '2001:db8::7'],
  days: 365,
} as const

/** The certificate as a library of other make reads it. */
function parsed(cert: string) {
  const read = new x509.X509Certificate(cert)
  const extension = <T>(type: string) => read.extensions.find((entry) => entry.type === type) as T
  return { read, extension }
}

test('createAuthority() makes a certificate that may sign others', () => {
  const authority = createAuthority('kubernetes', sources)
  const { read, extension } = parsed(authority.cert)
  assert.equal(read.subject, 'CN=kubernetes')
  assert.equal(read.issuer, read.subject)
  assert.equal(extension<x509.BasicConstraintsExtension>('2.5.29.19').ca, true)
  const { digitalSignature, keyCertSign, cRLSign } = x509.KeyUsageFlags
  const usages = extension<x509.KeyUsagesExtension>('2.5.29.15')
  assert.equal(usages.usages, digitalSignature | keyCertSign | cRLSign)
  assert.ok(usages.critical)
  assert.ok(new X509Certificate(authority.cert).checkPrivateKey(createPrivateKey(authority.key)))
})

test('issue() makes certificates that say what was asked for, and whose key is the one beside it', () => {
  const authority = createAuthority('kubernetes', sources)
  const pair = issue(authority, server, sources)
  const { read, extension } = parsed(pair.cert)
  assert.equal(read.subject, 'O=a+O=b, CN=kube-apiserver')
  assert.deepEqual(
    JSON.parse(JSON.stringify(extension<x509.SubjectAlternativeNameExtension>('2.5.29.17').names)),
    [
      { type: 'dns', value: 'localhost' },
      { type: 'dns', value: 'kubernetes.default.svc' },
      { type: 'ip', value: '192.0.2.7' },
      { type: 'ip', value: '2001:db8::7' },
    ],
  )
  assert.deepEqual([...extension<x509.ExtendedKeyUsageExtension>('2.5.29.37').usages], ['1.3.6.1.5.5.7.3.1'])
  assert.equal(
    extension<x509.AuthorityKeyIdentifierExtension>('2.5.29.35').keyId,
    parsed(authority.cert).extension<x509.SubjectKeyIdentifierExtension>('2.5.29.14').keyId,
  )
  assert.equal(read.notBefore.getTime(), startMs - 5 * 60_000)
  assert.equal(read.notAfter.getTime(), startMs + 365 * 24 * 3600 * 1000)
  assert.ok(new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key)))
  const client = parsed(issue(authority, { commonName: 'x', usage: 'client', days: 1 }, sources).cert)
  assert.equal(client.extension('2.5.29.17'), undefined)
  assert.notEqual(client.read.serialNumber, read.serialNumber)
})

test('issue() chains to authorities that another library made, also past 2049', async () => {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair
  const other = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'O=Example, CN=other',
    notAfter: new Date(Date.UTC(2060, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      // Not the hash that ours would be: it has to be taken over.
      new x509.SubjectKeyIdentifierExtension('0102030405'),
    ],
  })
  const key = KeyObject.from(keys.privateKey as webcrypto.CryptoKey).export({ type: 'pkcs8', format: 'pem' })
  const authority = { cert: other.toString('pem'), key: String(key) }
  const clock = new VirtualClock({ settle, startMs: Date.UTC(2049, 11, 1) })
  const made = new X509Certificate(issue(authority, { ...server, days: 60 }, { ...sources, clock }).cert)
  assert.ok(made.checkIssued(new X509Certificate(authority.cert)))
  assert.ok(made.verify(createPublicKey(authority.cert)))
  const { extension, read } = parsed(made.toString())
  assert.equal(extension<x509.AuthorityKeyIdentifierExtension>('2.5.29.35').keyId, '0102030405')
  assert.equal(read.notAfter.toISOString(), '2050-01-30T00:00:00.000Z')
})
