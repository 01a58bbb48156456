import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import {
  caExtension,
  certificateDer,
  der,
  extensionDer,
  oid,
  pem,
  requestDer,
  textDer,
} from '../certificates.fixture.ts'
import { PodCertificateRequest } from './pod-certificate-request.kind.ts'

type Request = PodCertificateRequest

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const stub = base64(requestDer([]))

function request(spec: object = {}, status: object = {}): Request {
  return specimen(PodCertificateRequest, {
    metadata: { name: 'x', namespace: 'default' },
    spec: {
      signerName: 'example.com/mine',
      podName: 'web',
      podUID: 'uid-1',
      serviceAccountName: 'default',
      serviceAccountUID: 'uid-2',
      nodeName: 'n1',
      nodeUID: 'uid-3',
      stubPKCS10Request: stub,
      ...spec,
    },
    status,
  }) as Request
}

const faults = (spec: object) =>
  (PodCertificateRequest.validateCreate?.(request(spec)) ?? []).map(formatFieldError)

test('validatePodCertificateRequestCreate() names what is wrong', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ maxExpirationSeconds: 3599 }), [
    'spec.maxExpirationSeconds: Invalid value: 3599: must be in the range [3600, 7862400]',
  ])
  assert.deepEqual(faults({ signerName: 'kubernetes.io/mine', maxExpirationSeconds: 86401 }), [
    'spec.maxExpirationSeconds: Invalid value: 86401: must be in the range [3600, 86400]',
  ])
  assert.deepEqual(faults({ podUID: '', nodeUID: 'x'.repeat(129) }), [
    'spec.podUID: Invalid value: "": must not be empty',
    'spec.nodeUID: Too long: may not be more than 128 bytes',
  ])
  assert.match(
    faults({ podName: 'Web' }).join(),
    /^spec\.podName: Invalid value: "Web": a lowercase RFC 1123/,
  )
  assert.deepEqual(faults({ unverifiedUserAnnotations: { plain: '', 'example.com/key': 'v' } }), [
    'spec.unverifiedUserAnnotations: Invalid value: "plain": must be a domain-prefixed key (such as "acme.io/foo")',
  ])
})

test('validatePodCertificateRequestCreate() wants one proof, of a key that is strong', () => {
  const one =
    'spec: Invalid value: null: exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'
  assert.deepEqual(faults({ stubPKCS10Request: '' }), [one])
  assert.deepEqual(faults({ pkixPublicKey: 'AAAA' }), [one])
  assert.deepEqual(faults({ stubPKCS10Request: 'AAAA' }), [
    'spec.stubPKCS10Request: Invalid value: "AAAA": must be a valid PKCS#10 request',
  ])
  assert.deepEqual(faults({ stubPKCS10Request: base64(new Uint8Array(10_241)) }), [
    'spec.stubPKCS10Request: Too long: may not be more than 10240 bytes',
  ])
  const rsa = (bytes: number) =>
    der(
      0x30,
      der(0x30, oid('1.2.840.113549.1.1.1'), [5, 0]),
      der(0x03, [0], der(0x30, der(2, [0], new Uint8Array(bytes).fill(0xff)), der(2, [1, 0, 1]))),
    )
  const signed = (key: Uint8Array) => ({
    stubPKCS10Request: '',
    pkixPublicKey: base64(key),
    proofOfPossession: 'AAAA',
  })
  assert.deepEqual(faults(signed(rsa(384))), [])
  assert.deepEqual(faults(signed(rsa(256))), [
    'spec.pkixPublicKey: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096',
  ])
  const x25519 = der(0x30, der(0x30, oid('1.3.101.110')), der(0x03, [0], new Uint8Array(32)))
  assert.match(
    faults(signed(x25519)).join(),
    /unknown public key type; supported types are Ed25519, ECDSA, and RSA$/,
  )
})

const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'Because',
  message: 'why not',
  lastTransitionTime: '2024-01-01T00:00:00Z',
})
const leaf = certificateDer({ notBefore: '240101000000Z', notAfter: '240101120000Z' })
const issued = {
  conditions: [condition('Issued')],
  certificateChain: pem('CERTIFICATE', leaf),
  notBefore: '2024-01-01T00:00:00Z',
  notAfter: '2024-01-01T12:00:00Z',
  beginRefreshAt: '2024-01-01T11:00:00Z',
}
const update = (status: object, before: object = {}, spec: object = {}) =>
  (PodCertificateRequest.validateStatusUpdate?.(request(spec, status), request(spec, before)) ?? []).map(
    formatFieldError,
  )

test('validatePodCertificateRequestStatusUpdate() takes one outcome, once', () => {
  assert.deepEqual(update(issued), [])
  assert.deepEqual(update(issued, issued), [])
  assert.deepEqual(update({ conditions: [condition('Denied')] }), [])
  const [invalid, fixed] = [
    'status: Invalid value:',
    'status is immutable unless transitioning to "Issued", "Denied", or "Failed"',
  ]
  assert.deepEqual(update({ notBefore: issued.notBefore }), [`${invalid} ${fixed}`])
  assert.deepEqual(update({ conditions: [condition('Failed')] }, issued), [
    `${invalid} immutable after PodCertificateRequest is issued, denied, or failed`,
  ])
  assert.deepEqual(update({ ...issued, conditions: [condition('Denied')] }), [
    `${invalid} non-condition status fields must be empty when denying or failing the PodCertificateRequest`,
  ])
  assert.deepEqual(update({ conditions: [condition('Denied'), condition('Failed'), condition('Odd')] }), [
    'status.conditions.[1].type: Invalid value: "Failed": There may be at most one condition with type "Issued", "Denied", or "Failed"',
    'status.conditions.[2].type: Unsupported value: "Odd": supported values: "Issued", "Denied", "Failed"',
  ])
  assert.deepEqual(update({ conditions: [condition('Denied', 'False')] }), [
    'status.conditions.[0].status: Unsupported value: "False": supported values: "True"',
  ])
})

test('validatePodCertificateRequestStatusUpdate() reads the certificate', () => {
  const chained = (chain: string, more: object = {}) =>
    update({ ...issued, certificateChain: chain, ...more })
  const first = (given: readonly string[]) =>
    given[0]?.replace(/^status\.certificateChain: Invalid value: ".*": /, '')
  assert.equal(first(chained('text')), 'issued certificate chain must contain at least one certificate')
  assert.equal(
    first(chained(pem('KEY', leaf))),
    'issued certificate chain must consist entirely of CERTIFICATE PEM blocks',
  )
  assert.equal(
    first(chained(pem('CERTIFICATE', leaf.subarray(1)))),
    'leaf certificate does not parse as valid X.509',
  )
  assert.equal(
    first(chained(issued.certificateChain + pem('CERTIFICATE', leaf.subarray(1)))),
    'intermediate certificate does not parse as valid X.509',
  )
  const other = der(0x30, der(0x30, oid('1.3.101.112')), der(0x03, [0], new Uint8Array(32)))
  assert.equal(
    first(chained(pem('CERTIFICATE', certificateDer({ key: other })))),
    'leaf certificate was not issued to the requested public key',
  )
  const named = certificateDer({
    extensions: [caExtension, extensionDer('2.5.29.17', der(0x30, textDer(0x82, '.a..b')))],
  })
  assert.deepEqual(chained(pem('CERTIFICATE', named)).slice(0, 2), [
    `status.certificateChain: Invalid value: ".a..b": leaf certificate's DNSName should not contain '..'`,
    `status.certificateChain: Invalid value: ".a..b": leaf certificate's DNSName should not start or end with '.'`,
  ])
})

test('validatePodCertificateRequestStatusUpdate() holds the times against the certificate', () => {
  const { notBefore: _, ...unsaid } = issued
  assert.deepEqual(update(unsaid), [
    'status.notBefore: Required value: must be present and consistent with the issued certificate',
  ])
  assert.deepEqual(update({ ...issued, notAfter: '2024-01-01T12:00:01Z' }), [
    'status.notAfter: Invalid value: "2024-01-01T12:00:01Z": must be set to the NotAfter time encoded in the leaf certificate',
  ])
  assert.deepEqual(update(issued, {}, { maxExpirationSeconds: 3600 }), [
    'status.certificateChain: Invalid value: "12h0m0s": leaf certificate lifetime must be <= spec.maxExpirationSeconds (3600)',
  ])
  assert.deepEqual(update({ ...issued, beginRefreshAt: '2024-01-01T00:09:59Z' }), [
    'status.beginRefreshAt: Invalid value: "2024-01-01T00:09:59Z": must be at least 10 minutes after status.notBefore',
  ])
  assert.deepEqual(update({ ...issued, beginRefreshAt: '2024-01-01T11:50:01Z' }), [
    'status.beginRefreshAt: Invalid value: "2024-01-01T11:50:01Z": must be at least 10 minutes before status.notAfter',
  ])
})

test('a written status keeps what was decided', () => {
  const old = request({}, { conditions: [condition('Denied')] })
  const next = specimen(PodCertificateRequest, structuredClone(old) as never)
  const [mine] = next.status?.conditions ?? []
  if (mine !== undefined) Object.assign(mine, { reason: 'Other' })
  PodCertificateRequest.strategy?.prepareForStatusUpdate?.(next, old)
  assert.deepEqual(next.status?.conditions, old.status?.conditions)
  assert.notEqual(next.status?.conditions?.[0], old.status?.conditions?.[0])
})
