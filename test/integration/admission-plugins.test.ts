// The smaller admission plugins, as their users meet them.
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller } from './api-calls.ts'

let server: TestServer
let admin: Call
let bob: Call
const core = '/api/v1/namespaces/default'
const networking = '/apis/networking.k8s.io/v1'
const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const rbac = '/apis/rbac.authorization.k8s.io/v1'

before(async () => {
  server = await startTestServer({ tokens: [{ token: 'bob', user: 'bob', groups: [] }] })
  admin = caller(server.handler())
  bob = caller(server.handler('bob'))
})
after(() => server.stop())

function ok({ status, text, body }: Answer): Answer['body'] {
  assert.ok(status < 300, text)
  return body
}

function refused(answer: Answer, message: RegExp): void {
  assert.equal(answer.status, 403, answer.text)
  assert.match(answer.body.message, message)
}

const pod = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
})

test('DefaultIngressClass fills in the marked class, and refuses where two are marked', async () => {
  const ingress = (name: string, metadata: object = {}) =>
    admin('POST', `${networking}/namespaces/default/ingresses`, {
      metadata: { name, ...metadata },
      spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } },
    })
  const mark = (name: string) =>
    admin('POST', `${networking}/ingressclasses`, {
      metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'example.com/c' },
    })
  assert.equal(ok(await ingress('before')).spec.ingressClassName, undefined)
  ok(await mark('one'))
  assert.equal(ok(await ingress('after')).spec.ingressClassName, 'one')
  const annotated = await ingress('old', { annotations: { 'kubernetes.io/ingress.class': 'x' } })
  assert.equal(ok(annotated).spec.ingressClassName, undefined)
  ok(await mark('two'))
  refused(await ingress('third'), /2 default IngressClasses were found, only 1 allowed/)
})

test('RuntimeClass gives pods its overhead and place, and lets nobody set another', async () => {
  ok(
    await admin('POST', '/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'kata' },
      handler: 'kata',
      overhead: { podFixed: { memory: '120Mi', cpu: '250m' } },
      scheduling: {
        nodeSelector: { kata: 'yes' },
        tolerations: [{ key: 'kata', operator: 'Exists' }],
      },
    }),
  )
  const spec = { runtimeClassName: 'kata', nodeSelector: { disk: 'ssd' } }
  const made = ok(await admin('POST', `${core}/pods`, pod('kata', spec))).spec
  assert.deepEqual(made.overhead, { memory: '120Mi', cpu: '250m' })
  assert.deepEqual(made.nodeSelector, { disk: 'ssd', kata: 'yes' })
  assert.deepEqual(made.tolerations.at(-1), { key: 'kata', operator: 'Exists' })
  const same = { runtimeClassName: 'kata', overhead: { cpu: '0.25', memory: '120Mi' } }
  ok(await admin('POST', `${core}/pods`, pod('same', same)))
  for (const [name, other, message] of [
    ['none', { overhead: { cpu: '1' } }, /pod rejected: Pod Overhead set without corresponding RuntimeClass/],
    [
      'other',
      { ...spec, overhead: { cpu: '1' } },
      /pod rejected: Pod's Overhead doesn't match RuntimeClass's/,
    ],
    [
      'absent',
      { runtimeClassName: 'nope' },
      /pods "absent" is forbidden: pod rejected: RuntimeClass "nope" not found/,
    ],
    [
      'place',
      { ...spec, nodeSelector: { kata: 'no' } },
      /conflict: runtimeClass.scheduling.nodeSelector\[kata\] = yes/,
    ],
  ] as const) {
    refused(await admin('POST', `${core}/pods`, pod(name, other)), message)
  }
})

test('PodTopologyLabels gives a pod the zone and region of its node', async () => {
  const labels = { 'topology.kubernetes.io/zone': 'z1', 'topology.kubernetes.io/region': 'r1', other: 'x' }
  ok(await admin('POST', '/api/v1/nodes', { metadata: { name: 'n1', labels } }))
  ok(
    await admin('POST', `${core}/pods`, {
      ...pod('bound'),
      metadata: { name: 'bound', labels: { 'topology.kubernetes.io/region': 'mine' } },
    }),
  )
  const target = { apiVersion: 'v1', kind: 'Node', name: 'n1' }
  ok(await admin('POST', `${core}/pods/bound/binding`, { metadata: { name: 'bound' }, target }))
  const expected = { 'topology.kubernetes.io/zone': 'z1', 'topology.kubernetes.io/region': 'mine' }
  assert.deepEqual(ok(await admin('GET', `${core}/pods/bound`)).metadata.labels, expected)
  const direct = ok(await admin('POST', `${core}/pods`, pod('direct', { nodeName: 'n1' })))
  assert.equal(direct.metadata.labels['topology.kubernetes.io/zone'], 'z1')
})

test('PersistentVolumeClaimResize lets bound claims of classes grow that allow it', async () => {
  const storageClass = (name: string, allowVolumeExpansion: boolean) =>
    admin('POST', '/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name },
      provisioner: 'example.com/p',
      allowVolumeExpansion,
    })
  ok(await storageClass('grows', true))
  ok(await storageClass('fixed', false))
  const grow = async (name: string, storageClassName: string, phase: string) => {
    const path = `${core}/persistentvolumeclaims`
    const spec = {
      storageClassName,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    }
    const claim = ok(await admin('POST', path, { metadata: { name }, spec }))
    const bound = ok(await admin('PUT', `${path}/${name}/status`, { ...claim, status: { phase } }))
    bound.spec.resources.requests.storage = '2Gi'
    return admin('PUT', `${path}/${name}`, bound)
  }
  ok(await grow('a', 'grows', 'Bound'))
  refused(await grow('b', 'fixed', 'Bound'), /storageclass that provisions the pvc must support resize/)
  refused(await grow('c', 'absent', 'Bound'), /storageclass that provisions the pvc must support resize/)
})

async function signingRequest(name: string, subject: string, signerName: string): Promise<Answer> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return admin('POST', requests, {
    metadata: { name },
    spec: {
      request: Buffer.from(request.toString('pem')).toString('base64'),
      signerName,
      usages: ['digital signature', 'client auth'],
    },
  })
}

test('CertificateSubjectRestriction gives nobody a client certificate of system:masters', async () => {
  const client = 'kubernetes.io/kube-apiserver-client'
  ok(await signingRequest('plain', 'CN=bob, O=devs', client))
  refused(
    await signingRequest('masters', 'CN=bob, O=devs+O=system:masters', client),
    /use of kubernetes.io\/kube-apiserver-client signer with system:masters group is not allowed/,
  )
  refused(await signingRequest('more', 'CN=bob, O=devs, O=system:masters', client), /system:masters/)
  ok(await signingRequest('elsewhere', 'CN=bob, O=system:masters', 'example.com/mine'))
})

test('CertificateApproval and CertificateSigning ask for the right to the signer', async () => {
  const signerName = 'example.com/mine'
  const made = ok(await signingRequest('mine', 'CN=bob', signerName))
  const role = (name: string, rules: readonly object[]) =>
    admin('POST', `${rbac}/clusterroles`, { metadata: { name }, rules })
  const bind = (name: string) =>
    admin('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
    })
  const apiGroups = ['certificates.k8s.io']
  const resources = ['certificatesigningrequests/approval', 'certificatesigningrequests/status']
  ok(await role('csr', [{ apiGroups, resources, verbs: ['update'] }]))
  ok(await bind('csr'))
  const condition = (type: string) => ({ type, status: 'True', reason: 'Because', message: 'why not' })
  const approve = () =>
    bob('PUT', `${requests}/mine/approval`, { ...made, status: { conditions: [condition('Approved')] } })
  refused(
    await approve(),
    /certificatesigningrequests.certificates.k8s.io "mine" is forbidden: user not permitted to approve requests with signerName "example.com\/mine"/,
  )
  ok(
    await role('approve', [
      { apiGroups, resources: ['signers'], resourceNames: ['example.com/*'], verbs: ['approve'] },
    ]),
  )
  ok(await bind('approve'))
  const approved = ok(await approve())
  const sign = () =>
    bob('PUT', `${requests}/mine/status`, {
      ...approved,
      status: { ...approved.status, conditions: [...approved.status.conditions, condition('Failed')] },
    })
  refused(await sign(), /user not permitted to sign requests with signerName "example.com\/mine"/)
  ok(
    await role('sign', [{ apiGroups, resources: ['signers'], resourceNames: [signerName], verbs: ['sign'] }]),
  )
  ok(await bind('sign'))
  ok(await sign())
})

test('PodSecurity enforces, warns and checks the labels of a namespace', async () => {
  const prefix = 'pod-security.kubernetes.io'
  const make = (name: string, labels: object) =>
    admin('POST', '/api/v1/namespaces', { metadata: { name, labels } })
  const wrong = await make('wrong', { [`${prefix}/enforce`]: 'strict', [`${prefix}/warn-version`]: '1.2' })
  assert.equal(wrong.status, 422, wrong.text)
  assert.match(
    wrong.body.message,
    /Namespace "wrong" is invalid: \[metadata.labels\[pod-security.kubernetes.io\/enforce\]: Invalid value: "strict": must be one of privileged, baseline, restricted, metadata.labels\[pod-security.kubernetes.io\/warn-version\]: Invalid value: "1.2": must be "latest" or "v1.x"\]/,
  )
  ok(await make('base', { [`${prefix}/enforce`]: 'baseline', [`${prefix}/warn`]: 'restricted' }))
  const pods = '/api/v1/namespaces/base/pods'
  refused(
    await admin('POST', pods, pod('net', { hostNetwork: true })),
    /^pods "net" is forbidden: violates PodSecurity "baseline:latest": host namespaces \(hostNetwork=true\)$/,
  )
  const plain = await admin('POST', pods, pod('plain'))
  ok(plain)
  assert.match(
    plain.headers.warning ?? '',
    /299 - "would violate PodSecurity \\"restricted:latest\\": allowPrivilegeEscalation != false/,
  )
  const template = { metadata: { labels: { a: 'b' } }, spec: pod('t', { hostPID: true }).spec }
  const deployment = await admin('POST', '/apis/apps/v1/namespaces/base/deployments', {
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template },
  })
  ok(deployment)
  assert.match(
    deployment.headers.warning ?? '',
    /would violate PodSecurity .*host namespaces \(hostPID=true\)/,
  )
  const debug = {
    spec: { ephemeralContainers: [{ name: 'e', image: 'x', securityContext: { privileged: true } }] },
  }
  refused(
    await admin('PATCH', `${pods}/plain/ephemeralcontainers`, debug, {
      'content-type': 'application/strategic-merge-patch+json',
    }),
    /violates PodSecurity "baseline:latest": privileged \(container "e" must not set/,
  )
  const tighten = { metadata: { labels: { [`${prefix}/enforce`]: 'restricted' } } }
  const tightened = await admin('PATCH', '/api/v1/namespaces/base', tighten, {
    'content-type': 'application/merge-patch+json',
  })
  ok(tightened)
  assert.match(
    tightened.headers.warning ?? '',
    /existing pods in namespace \\"base\\" violate the new PodSecurity enforce level \\"restricted:latest\\"", 299 - "plain: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile"/,
  )
})
