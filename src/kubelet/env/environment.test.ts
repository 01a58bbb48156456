import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { Secret } from '../../api/core/secret/secret.kind.ts'
import { containerOf, podOf } from '../pods/test-pods.ts'
import { type EnvironmentSources, makeEnvironment } from './environment.ts'
import { expand, lookupIn } from './expansion.ts'
import { podFieldValue, resourceFieldValue } from './field-ref.ts'

const metadata = { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '' }
const facts = {
  podIPs: ['10.0.0.5', 'fd00::5'],
  hostIPs: ['192.168.0.1'],
  allocatable: new Map([
    ['cpu', '4'],
    ['memory', '8Gi'],
  ]),
}
const configMap: ConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: JSON.parse('{"a":"1","__proto__":"p"}') as Record<string, string>,
}
const secret: Secret = { apiVersion: 'v1', kind: 'Secret', metadata, data: { pw: 'aHVudGVyMg==' } }
const sources: EnvironmentSources = {
  configMap: async (name) => (name === 'cm' ? configMap : undefined),
  secret: async (name) => (name === 'sec' ? secret : undefined),
  services: new Map([['KUBERNETES_SERVICE_HOST', '10.96.0.1']]),
  facts,
}

async function environment(container: Partial<Container>): Promise<Readonly<Record<string, string>>> {
  const variables = await makeEnvironment(podOf(), containerOf('main', container), sources)
  return Object.fromEntries(variables)
}

const services = { KUBERNETES_SERVICE_HOST: '10.96.0.1' }

test('makeEnvironment() expands references to what comes before and to services', async () => {
  const env = [
    { name: 'A', value: 'one' },
    { name: 'B', value: '$(A)-$(KUBERNETES_SERVICE_HOST)-$(NONE)-$$(A)-$(C)' },
    { name: 'C', value: 'late' },
    { name: 'EMPTY' },
  ]
  assert.deepEqual(await environment({ env }), {
    A: 'one',
    B: 'one-10.96.0.1-$(NONE)-$(A)-$(C)',
    C: 'late',
    EMPTY: '',
    ...services,
  })
})

test('makeEnvironment() reads config maps and secrets, whole and by key', async () => {
  const variables = await makeEnvironment(
    podOf(),
    containerOf('main', {
      envFrom: [
        { configMapRef: { name: 'cm' }, prefix: 'P_' },
        { secretRef: { name: 'none', optional: true } },
      ],
      env: [
        { name: 'PW', valueFrom: { secretKeyRef: { name: 'sec', key: 'pw' } } },
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'a' } } },
        { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'cm', key: 'constructor', optional: true } } },
      ],
    }),
    sources,
  )
  assert.deepEqual(
    [...variables],
    [['P_a', '1'], ['P___proto__', 'p'], ['PW', 'hunter2'], ['A', '1'], ...Object.entries(services)],
  )
})

test('makeEnvironment() words what is missing as upstream does', async () => {
  const rejects = (container: Partial<Container>, message: string) =>
    assert.rejects(environment(container), { message })
  await rejects({ envFrom: [{ configMapRef: { name: 'y' } }] }, 'configmap "y" not found')
  await rejects({ envFrom: [{ secretRef: { name: 'y' } }] }, 'secret "y" not found')
  await rejects(
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'k' } } }] },
    "couldn't find key k in ConfigMap default/cm",
  )
  await rejects(
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'sec', key: 'constructor' } } }] },
    "couldn't find key constructor in Secret default/sec",
  )
})

test('podFieldValue() reads fields of the pod', () => {
  const pod = podOf({
    metadata: { labels: { b: '2', a: 'x "y"\n' }, annotations: { k: 'v' } },
    spec: { nodeName: 'n1', serviceAccountName: 'sa' },
  })
  const value = (path: string) => podFieldValue(pod, path, facts)
  assert.equal(value('metadata.name'), 'web')
  assert.equal(value('metadata.uid'), 'uid-1')
  assert.equal(value('metadata.labels'), 'a="x \\"y\\"\\n"\nb="2"')
  assert.equal(value("metadata.labels['b']"), '2')
  assert.equal(value("metadata.annotations['none']"), '')
  assert.equal(value('spec.nodeName'), 'n1')
  assert.equal(value('status.podIPs'), '10.0.0.5,fd00::5')
  assert.equal(value('status.hostIP'), '192.168.0.1')
  assert.throws(() => value('spec.containers'), { message: 'unsupported fieldPath: spec.containers' })
})

test('resourceFieldValue() divides and rounds up, and falls back to the node', () => {
  const container = containerOf('main', {
    resources: { requests: { cpu: '250m', memory: '100Mi' }, limits: { memory: '1500M' } },
  })
  const pod = podOf({ spec: { containers: [container] } })
  const value = (resource: string, divisor?: string) =>
    resourceFieldValue(pod, { resource, ...(divisor !== undefined && { divisor }) }, { container, facts })
  assert.equal(value('requests.cpu'), '1')
  assert.equal(value('requests.cpu', '1m'), '250')
  assert.equal(value('limits.memory', '1Mi'), '1431')
  assert.equal(value('limits.cpu'), '4')
  assert.equal(value('requests.memory'), '104857600')
})

test('expand() is the same as upstream on its cases', () => {
  const lookup = lookupIn(
    new Map([
      ['VAR_A', 'A'],
      ['VAR_B', 'B'],
      ['VAR_REF', '$(VAR_A)'],
      ['VAR_EMPTY', ''],
    ]),
  )
  const cases: Readonly<Record<string, string>> = {
    '$(VAR_A)': 'A',
    '___$(VAR_B)___': '___B___',
    '$(VAR_A)$(VAR_B)': 'AB',
    '$(VAR_REF)': '$(VAR_A)',
    '$$(VAR_A)': '$(VAR_A)',
    '$$$$(foo)$$(bar)': '$$(foo)$(bar)',
    '$$$(VAR_A)': '$A',
    'foo-$(VAR_EMPTY)-bar': 'foo--bar',
    '$(VAR_DNE)': '$(VAR_DNE)',
    $VAR_A: '$VAR_A',
    '$(VAR_A': '$(VAR_A',
    $: '$',
    foo$: 'foo$',
    '$)(': '$)(',
  }
  for (const [input, expected] of Object.entries(cases)) assert.equal(expand(input, lookup), expected, input)
})
