// Upstream's cases: pkg/api/pod/warnings_test.go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../apps/deployment/deployment.kind.ts'
import { specimen } from '../../specimen.ts'
import { Pod } from './pod.kind.ts'

function check(
  body: { readonly metadata?: object; readonly spec?: object },
  expected: readonly string[],
): void {
  const spec = { containers: [{ name: 'c', image: 'i' }], ...body.spec }
  const pod = specimen(Pod, { metadata: { name: 'p', ...body.metadata }, spec })
  assert.deepEqual(Pod.strategy?.warnings?.(pod, undefined), expected)
}

const container = (more: object) => ({ containers: [{ name: 'c', image: 'i', ...more }] })

test('podWarnings() has nothing to say of an ordinary pod', () => {
  check({}, [])
})

test('podWarnings() names labels and annotations that are no longer used', () => {
  check(
    {
      metadata: {
        annotations: {
          'scheduler.alpha.kubernetes.io/critical-pod': '',
          'seccomp.security.alpha.kubernetes.io/pod': 'x',
          'container.seccomp.security.alpha.kubernetes.io/c': 'x',
        },
      },
      spec: {
        nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] },
              ],
            },
          },
        },
      },
    },
    [
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the "seccompProfile" field instead',
    ],
  )
})

test('podWarnings() names selectors that select nothing', () => {
  const term = { topologyKey: 'a' }
  check(
    {
      spec: {
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }],
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [term],
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
          },
        },
      },
    },
    [
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod',
    ],
  )
})

test('podWarnings() names volumes that are gone and files that hide tokens', () => {
  const sources = [
    { serviceAccountToken: { path: 'token' } },
    { configMap: { name: 'm', items: [{ key: 'k', path: 'token' }] } },
  ]
  check(
    {
      spec: {
        volumes: [
          { name: 'a', gitRepo: { repository: 'r' } },
          { name: 'b', glusterfs: { endpoints: 'e', path: 'p' } },
          { name: 'c', projected: { sources } },
        ],
      },
    },
    [
      'spec.volumes[0].gitRepo: deprecated in v1.11',
      'spec.volumes[1].glusterfs: deprecated in v1.25, non-functional in v1.26+',
      'spec.volumes[2].projected.sources.configMap[0]: has duplicated path with ServiceAccountToken "token"',
    ],
  )
})

test('podWarnings() names what is there twice or empty', () => {
  check(
    {
      spec: {
        hostAliases: [{ ip: '1.1.1.1' }, { ip: '1.1.1.1' }],
        imagePullSecrets: [{ name: 'a' }, { name: 'a' }, { name: '' }],
        terminationGracePeriodSeconds: -1,
      },
    },
    [
      'spec.hostAliases[1].ip: duplicate ip "1.1.1.1"',
      'spec.imagePullSecrets[1].name: duplicate name "a"',
      'spec.imagePullSecrets[2].name: invalid empty name ""',
      'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ],
  )
})

test('podWarnings() names fractions of bytes and variables that hide others', () => {
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '$(A)2' },
    { name: 'A', value: '3' },
    { name: 'A', value: '$(A)' },
  ]
  check({ spec: container({ env, resources: { limits: { memory: '1500m' } } }) }, [
    'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
    'spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer',
    'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
    'spec.containers[0].env[3]: hides previous definition of "A", which may be dropped when using apply',
  ])
})

test('podWarnings() names ports that overlap', () => {
  const ports = [
    { containerPort: 80 },
    { containerPort: 80 },
    { containerPort: 80, hostPort: 8080 },
    { containerPort: 90, hostIP: '1.1.1.1' },
  ]
  check({ spec: container({ ports }) }, [
    'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
    'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[0]',
    'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[1]',
    'spec.containers[0].ports[3]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:90 Protocol:TCP HostIP:1.1.1.1}',
  ])
})

test('podWarnings() prefers names that are labels, and is silent on updates', () => {
  const pod = specimen(Pod, { metadata: { name: 'a.b' }, spec: { containers: [{ name: 'c', image: 'i' }] } })
  const [text] = Pod.strategy?.warnings?.(pod, undefined) ?? []
  assert.match(
    text ?? '',
    /^metadata\.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: \[must not contain dots\]$|\[a lowercase RFC 1123 label/,
  )
  assert.deepEqual(Pod.strategy?.warnings?.(pod, pod), [])
})

test('podTemplateWarnings() speaks of a template where the spec has changed', () => {
  const template = {
    spec: { nodeSelector: { 'beta.kubernetes.io/os': 'a' }, containers: [{ name: 'c', image: 'i' }] },
  }
  const deployment = specimen(Deployment, {
    metadata: { name: 'd', generation: 1 },
    spec: { selector: {}, template },
  })
  const text =
    'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'
  assert.deepEqual(Deployment.strategy?.warnings?.(deployment, undefined), [text])
  assert.deepEqual(Deployment.strategy?.warnings?.(deployment, deployment), [])
})
