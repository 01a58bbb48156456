// Requests for certificates as those who make, approve and sign them meet them: signatures are verified, and what is signed is read.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { after, before, test } from 'node:test'
import { certificateDer, pem, requestDer, someKey } from '../../src/api/certificates/certificates.fixture.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller } from './api-calls.ts'

let server: TestServer
let admin: Call
let bob: Call
before(async () => {
  server = await startTestServer({
    tokens: [{ token: 'bob', user: 'bob', groups: [] }],
    runtimeConfig: 'certificates.k8s.io/v1beta1=true',
    featureGates: 'AuthorizeNodeWithSelectors=true,PodCertificateRequest=true',
  })
  admin = caller(server.handler())
  bob = caller(server.handler('bob'))
})
after(() => server.stop())

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const podRequests = '/apis/certificates.k8s.io/v1beta1/namespaces/default/podcertificaterequests'
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

const keys = generateKeyPairSync('ed25519')
const key = keys.publicKey.export({ format: 'der', type: 'spki' })
const request = (subject: Parameters<typeof requestDer>[0] = []) =>
  requestDer(subject, { key, sign: (signed) => sign(null, signed, keys.privateKey) })

function ok({ status, text, body }: Answer): Answer['body'] {
  assert.ok(status < 300, text)
  return body
}

function refused(answer: Answer, message: RegExp, status = 422): void {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.body.message, message)
}

const ask = (name: string, text: string, signerName = 'example.com/mine') =>
  admin('POST', requests, {
    metadata: { name },
    spec: { request: base64(text), signerName, usages: ['client auth'] },
  })

test('a signing request is taken only where its signature is right', async () => {
  ok(await ask('right', pem('CERTIFICATE REQUEST', request([['2.5.4.3', 'bob']]))))
  const forged = requestDer([['2.5.4.3', 'bob']], { key })
  refused(
    await ask('forged', pem('CERTIFICATE REQUEST', forged)),
    /spec\.request: Invalid value: ".*": x509: Ed25519 verification failure$/,
  )
  refused(
    await ask('cut', pem('CERTIFICATE REQUEST', forged.subarray(0, 40))),
    /: asn1: syntax error: data truncated$/,
  )
  refused(await ask('other', pem('CERTIFICATE', forged)), /: PEM block type must be CERTIFICATE REQUEST$/)
})

test('a signing request says who made it, whatever they say', async () => {
  ok(
    await admin('POST', `${rbac}/clusterroles`, {
      metadata: { name: 'ask' },
      rules: [
        {
          apiGroups: ['certificates.k8s.io'],
          resources: ['certificatesigningrequests'],
          verbs: ['create', 'update'],
        },
      ],
    }),
  )
  ok(
    await admin('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name: 'ask' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'ask' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
    }),
  )
  const spec = {
    request: base64(pem('CERTIFICATE REQUEST', request())),
    signerName: 'example.com/mine',
    usages: ['client auth'],
  }
  const forged = { username: 'system:admin', uid: '1', groups: ['system:masters'], extra: { a: ['b'] } }
  const made = ok(await bob('POST', requests, { metadata: { name: 'bobs' }, spec: { ...spec, ...forged } }))
  const told = ({ username, uid, groups, extra }: typeof forged) => [username, uid, groups, extra]
  assert.deepEqual(told(made.spec), ['bob', undefined, ['system:authenticated'], undefined])
  const later = ok(await bob('PUT', `${requests}/bobs`, { ...made, spec: { ...made.spec, ...forged } }))
  assert.deepEqual(told(later.spec), ['bob', undefined, ['system:authenticated'], undefined])
  const asJane = {
    'impersonate-user': 'jane',
    'impersonate-group': 'system:masters',
    'impersonate-uid': '7',
    'impersonate-extra-scopes': 'view',
  }
  const janes = ok(await admin('POST', requests, { metadata: { name: 'janes' }, spec }, asJane))
  assert.deepEqual(told(janes.spec), [
    'jane',
    '7',
    ['system:masters', 'system:authenticated'],
    { scopes: ['view'] },
  ])
})

test('a signed certificate must be one', async () => {
  ok(await ask('signed', pem('CERTIFICATE REQUEST', request())))
  const write = (text: string) =>
    admin('PATCH', `${requests}/signed/status`, JSON.stringify({ status: { certificate: base64(text) } }), {
      'content-type': 'application/merge-patch+json',
    })
  refused(
    await write('none'),
    /status\.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block$/,
  )
  refused(await write(pem('CERTIFICATE', certificateDer().subarray(0, 50))), /: x509: malformed certificate$/)
  ok(await write(pem('CERTIFICATE', certificateDer())))
})

const askForPod = (name: string, spec: object) =>
  admin('POST', podRequests, {
    metadata: { name },
    spec: {
      signerName: 'example.com/pods',
      podName: 'web',
      podUID: 'uid-of-pod',
      serviceAccountName: 'default',
      serviceAccountUID: 'uid-of-account',
      nodeName: 'n1',
      nodeUID: 'uid-of-node',
      ...spec,
    },
  })

test("a pod's request must prove that its key is at hand", async () => {
  ok(await askForPod('stub', { stubPKCS10Request: base64(request()) }))
  refused(
    await askForPod('forged', { stubPKCS10Request: base64(requestDer([], { key })) }),
    /spec\.stubPKCS10Request: Invalid value: could not verify signature: x509: Ed25519 verification failure$/,
  )
  const proof = (message: string) => base64(sign(null, Buffer.from(message), keys.privateKey))
  const pkixPublicKey = base64(key)
  ok(await askForPod('proof', { pkixPublicKey, proofOfPossession: proof('uid-of-pod') }))
  refused(
    await askForPod('other', { pkixPublicKey, proofOfPossession: proof('uid-of-another') }),
    /spec\.proofOfPossession: Invalid value: could not verify proof-of-possession signature$/,
  )
})

/** `YYMMDDHHMMSSZ`. */
const shortTime = (ms: number) =>
  new Date(ms)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(2)
const longTime = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

function issued(now: number, more: { readonly key?: Uint8Array } = {}) {
  const [start, end] = [now - (now % 1000), now - (now % 1000) + 7_200_000]
  const leaf = certificateDer({ key, notBefore: shortTime(start), notAfter: shortTime(end), ...more })
  return {
    status: {
      certificateChain: pem('CERTIFICATE', leaf),
      notBefore: longTime(start),
      notAfter: longTime(end),
      beginRefreshAt: longTime(end - 3_600_000),
      conditions: [{ type: 'Issued', status: 'True', reason: 'Issued', message: '' }],
    },
  }
}

test("a pod's certificate is for its key, good from now, and from who may sign", async () => {
  ok(await askForPod('mine', { stubPKCS10Request: base64(request()) }))
  const type = { 'content-type': 'application/merge-patch+json' }
  const write = (call: Call, body: object) =>
    call('PATCH', `${podRequests}/mine/status`, JSON.stringify(body), type)
  const now = systemClock.now()
  refused(
    await write(admin, issued(now, { key: someKey })),
    /: leaf certificate was not issued to the requested public key$/,
  )
  refused(
    await write(admin, issued(now - 360_000)),
    /: must be set to within 5 minutes of kube-apiserver's current time$/,
  )
  const grant = async (name: string, rule: object) => {
    const apiGroups = ['certificates.k8s.io']
    ok(await admin('POST', `${rbac}/clusterroles`, { metadata: { name }, rules: [{ apiGroups, ...rule }] }))
    ok(
      await admin('POST', `${rbac}/clusterrolebindings`, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
      }),
    )
  }
  await grant('write-status', { resources: ['podcertificaterequests/status'], verbs: ['patch'] })
  refused(
    await write(bob, issued(now)),
    /spec\.signerName: Forbidden: User "bob" is not permitted to "sign" for signer "example\.com\/pods"$/,
  )
  await grant('sign', { resources: ['signers'], resourceNames: ['example.com/*'], verbs: ['sign'] })
  const done = ok(await write(bob, issued(now)))
  assert.match(done.status.conditions[0].lastTransitionTime, /^20/)
  refused(
    await write(admin, { status: { notAfter: null } }),
    /immutable after PodCertificateRequest is issued, denied, or failed$/,
  )
})
