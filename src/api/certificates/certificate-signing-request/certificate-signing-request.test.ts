import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldError, formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { certificateDer, pem, requestDer } from '../certificates.fixture.ts'
import { CertificateSigningRequest } from './certificate-signing-request.kind.ts'
import { validateCertificateSigningRequestApproval } from './certificate-signing-request.validation.ts'

const asked = pem('CERTIFICATE REQUEST', requestDer([['2.5.4.3', 'jane']]))

function request(spec: object = {}, status?: object) {
  return specimen(CertificateSigningRequest, {
    metadata: { name: 'x', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: {
      request: btoa(asked),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      username: 'jane',
      ...spec,
    },
    ...(status !== undefined && { status }),
  })
}

const faults = (spec: object) =>
  (CertificateSigningRequest.validate?.(request(spec)) ?? []).map(formatFieldError)

test('validateCertificateSigningRequest() names what is wrong', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ request: btoa('x') }), [
    `spec.request: Invalid value: "${btoa('x')}": PEM block type must be CERTIFICATE REQUEST`,
  ])
  assert.deepEqual(
    faults({ request: btoa(pem('CERTIFICATE REQUEST', requestDer([]).subarray(1))) }).length,
    1,
  )
  assert.deepEqual(faults({ usages: [] }), ['spec.usages: Required value'])
  assert.deepEqual(faults({ signerName: 'signer' }), [
    `spec.signerName: Invalid value: "signer": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
  ])
  assert.deepEqual(faults({ expirationSeconds: 599 }), [
    'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)',
  ])
})

const condition = (type: string, status = 'True') => ({ type, status })
type Request = CertificateSigningRequest
const ofStatus = (status: object) => request({}, status) as Request
const decided = (...types: string[]) => ofStatus({ conditions: types.map((type) => condition(type)) })
const heads = (found: readonly FieldError[] | undefined) =>
  (found ?? []).map((fault) => formatFieldError(fault).split('\n')[0])

test('validateCertificateSigningRequestStatusUpdate() keeps the decision and the certificate', () => {
  const update = (next: Request, old: Request) =>
    heads(CertificateSigningRequest.validateStatusUpdate?.(next, old))
  assert.deepEqual(update(decided('Approved', 'Failed'), decided('Approved')), [])
  assert.deepEqual(update(decided('Denied'), decided('Approved')), [
    'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    'status.conditions: Forbidden: updates may not add a condition of type "Denied"',
  ])
  const other = ofStatus({ conditions: [{ ...condition('Approved'), reason: 'Other' }] })
  assert.deepEqual(update(other, decided('Approved')), [
    'status.conditions: Forbidden: updates may not modify a condition of type "Approved"',
  ])
  const [one, two] = ['-----BEGIN X-----\nAAAA\n-----END X-----\n', 'c']
  assert.deepEqual(update(ofStatus({ certificate: btoa(one) }), ofStatus({})), [
    'status.certificate: Invalid value: "<certificate data>": only CERTIFICATE PEM blocks are allowed, found "X"',
  ])
  const issued = (text: string) => update(ofStatus({ certificate: btoa(text) }), ofStatus({}))
  assert.deepEqual(issued(pem('CERTIFICATE', certificateDer())), [])
  for (const [text, why] of [
    [pem('CERTIFICATE', Uint8Array.of(1)), 'x509: malformed certificate'],
    [pem('CERTIFICATE', certificateDer()).replace('\n', '\na: b\n\n'), 'no PEM block headers are permitted'],
    ['text', 'must contain at least one CERTIFICATE PEM block'],
  ] as const)
    assert.deepEqual(issued(text), [`status.certificate: Invalid value: "<certificate data>": ${why}`])
  assert.deepEqual(update(ofStatus({ certificate: btoa(two) }), ofStatus({ certificate: btoa(one) })), [
    'status.certificate: Forbidden: updates may not modify existing certificate content',
  ])
})

test('validateCertificateSigningRequestApproval() wants one decision', () => {
  const approve = (next: Request, old = decided()) =>
    heads(validateCertificateSigningRequestApproval(next, old))
  assert.deepEqual(approve(decided('Approved')), [])
  assert.deepEqual(approve(decided('Approved', 'Denied')), [
    'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
  ])
  assert.deepEqual(approve(decided('Approved', 'Denied'), decided('Approved', 'Denied')), [])
  assert.deepEqual(approve(decided(), decided('Approved')), [
    'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
  ])
  const odd = ofStatus({
    conditions: [condition('Denied', 'False'), condition('X', 'Maybe'), condition('X')],
  })
  assert.deepEqual(approve(odd), [
    'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
    'status.conditions[1].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
    'status.conditions[2].type: Duplicate value: "X"',
  ])
})

test('signing requests print how they were decided', () => {
  const cells = (status?: object) =>
    CertificateSigningRequest.columns
      ?.slice(2)
      .map((column) =>
        column.cell(request({ expirationSeconds: 3600 }, status) as CertificateSigningRequest, 0),
      )
  assert.deepEqual(cells(), ['kubernetes.io/kube-apiserver-client', 'jane', '60m', 'Pending'])
  const issued = { conditions: [condition('Approved')], certificate: btoa('c') }
  assert.equal(cells(issued)?.at(-1), 'Approved,Issued')
})
