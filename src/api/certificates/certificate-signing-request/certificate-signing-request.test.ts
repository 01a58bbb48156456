import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { CertificateSigningRequest } from './certificate-signing-request.kind.ts'
import { prepareForApproval } from './certificate-signing-request.strategy.ts'

const pem = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n'

function request(spec: object = {}, status?: object) {
  return specimen(CertificateSigningRequest, {
    metadata: { name: 'x', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: {
      request: btoa(pem),
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
  assert.deepEqual(faults({ usages: [] }), ['spec.usages: Required value'])
  assert.deepEqual(faults({ signerName: 'signer' }), [
    `spec.signerName: Invalid value: "signer": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
  ])
  assert.deepEqual(faults({ expirationSeconds: 599 }), [
    'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)',
  ])
})

const condition = (type: string) => ({ type, status: 'True' })

test('certificateSigningRequestStrategy keeps the decision out of /status', () => {
  const old = request({}, { conditions: [condition('Approved')] })
  const next = request({ username: 'eve' }, { conditions: [condition('Denied'), condition('Failed')] })
  CertificateSigningRequest.strategy?.prepareForStatusUpdate?.(next, old as CertificateSigningRequest)
  assert.deepEqual(
    next.status?.conditions?.map(({ type }) => type),
    ['Approved', 'Failed'],
  )
  assert.equal(next.spec.username, 'jane')
})

test('prepareForApproval() changes the conditions only', () => {
  const old = request({}, { certificate: btoa('c') }) as CertificateSigningRequest
  const next = request({ username: 'eve' }, { conditions: [condition('Approved')] })
  prepareForApproval(next, old)
  assert.deepEqual([next.spec.username, next.status?.certificate], ['jane', btoa('c')])
  const unset = { lastUpdateTime: null, lastTransitionTime: null }
  assert.deepEqual(next.status?.conditions, [{ ...unset, ...condition('Approved') }])
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
