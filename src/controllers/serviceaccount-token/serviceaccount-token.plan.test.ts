import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { ServiceAccount } from '../../api/core/service-account/service-account.kind.ts'
import { metaOf } from '../framework/test-objects.ts'
import { accountOf, completeSecret } from './serviceaccount-token.plan.ts'

const account: ServiceAccount = {
  apiVersion: ServiceAccount.apiVersion,
  kind: ServiceAccount.kind,
  metadata: metaOf('robot'),
}
const secretOf = (data?: Record<string, string>, type = 'kubernetes.io/service-account-token'): Secret => ({
  apiVersion: Secret.apiVersion,
  kind: Secret.kind,
  metadata: metaOf('robot-token', { annotations: { 'kubernetes.io/service-account.name': 'robot' } }),
  type,
  ...(data && { data }),
})
const text = (value: string | undefined) => atob(value ?? '')
const options = { rootCA: 'CA ä', sign: (claims: object) => JSON.stringify(claims) }

test('accountOf() reads only Secrets of the type', () => {
  assert.deepEqual(accountOf(secretOf()), { key: 'default/robot', uid: undefined })
  assert.equal(accountOf(secretOf({}, 'Opaque')), undefined)
})

test('completeSecret() adds what is missing, keeps a token that is there, and then leaves it alone', () => {
  const made = completeSecret(secretOf(), account, options)
  assert.ok(made)
  assert.equal(made.metadata.annotations?.['kubernetes.io/service-account.uid'], 'uid-robot')
  assert.equal(text(made.data?.namespace), 'default')
  assert.deepEqual(JSON.parse(text(made.data?.token)), {
    iss: 'kubernetes/serviceaccount',
    'kubernetes.io/serviceaccount/namespace': 'default',
    'kubernetes.io/serviceaccount/secret.name': 'robot-token',
    'kubernetes.io/serviceaccount/service-account.name': 'robot',
    'kubernetes.io/serviceaccount/service-account.uid': 'uid-robot',
    sub: 'system:serviceaccount:default:robot',
  })
  assert.equal(completeSecret(made, account, options), undefined)
  const renewed = completeSecret(made, account, { ...options, rootCA: 'other' })
  assert.equal(renewed?.data?.token, made.data?.token)
  assert.equal(text(renewed?.data?.['ca.crt']), 'other')
})
