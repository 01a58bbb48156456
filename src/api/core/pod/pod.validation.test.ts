// Faults of pods in upstream's words. Cases after pkg/apis/core/validation/validation_test.go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { Pod } from './pod.kind.ts'
import { validatePodTemplateSpec } from './pod.validation.ts'

type Spec = DeepPartial<Pod['spec']>
type ContainerDraft = DeepPartial<Pod['spec']['containers'][number]>

const pod = (spec: Spec, metadata: DeepPartial<Pod['metadata']> = {}) =>
  specimen(Pod, {
    metadata: { name: 'p', namespace: 'ns', ...metadata },
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
  }) as Pod

const one = (container: ContainerDraft, rest: Spec = {}): Spec => ({
  ...rest,
  containers: [{ name: 'c', image: 'i', ...container }],
})

function check(cases: readonly (readonly [Spec, ...string[]])[]): void {
  for (const [spec, ...expected] of cases) {
    const given = pod(spec)
    const faults = [...(Pod.validate?.(given) ?? []), ...(Pod.validateCreate?.(given) ?? [])]
    assert.deepEqual(faults.map(formatFieldError), expected, JSON.stringify(spec))
  }
}

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

test('validatePod() accepts sound pods', () => {
  check([
    [{}],
    [one({ image: 'registry:5000/a/b@sha256:abc', env: [{ name: '.a-b c', value: 'x' }] })],
    [one({ resources: { limits: { cpu: '1', 'nvidia.com/gpu': '2', 'hugepages-2Mi': '4Mi' } } })],
    [{ volumes: [{ name: 'v' }], ...one({ volumeMounts: [{ name: 'v', mountPath: '/x' }] }) }],
    [
      {
        tolerations: [
          { operator: 'Exists' },
          { key: 'a', value: 'b', effect: 'NoExecute', tolerationSeconds: 5 },
        ],
      },
    ],
    [{ hostNetwork: true, ...one({ ports: [{ containerPort: 80 }] }) }],
    [
      {
        initContainers: [
          { name: 's', image: 'i', restartPolicy: 'Always', readinessProbe: { tcpSocket: { port: 1 } } },
        ],
      },
    ],
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a_b.c.', '.'] } }],
  ])
})

test('validateContainers() names the container and the field', () => {
  check([
    [{ containers: [] }, 'spec.containers: Required value'],
    [
      { containers: [{}] },
      'spec.containers[0].name: Required value',
      'spec.containers[0].image: Required value',
    ],
    [one({ name: 'A' }), `spec.containers[0].name: Invalid value: "A": ${label}`],
    [
      {
        containers: [
          { name: 'c', image: 'i' },
          { name: 'c', image: 'i' },
        ],
      },
      'spec.containers[1].name: Duplicate value: "c"',
    ],
    [{ initContainers: [{ name: 'c', image: 'i' }] }, 'spec.initContainers[0].name: Duplicate value: "c"'],
    [
      one({ image: ' i' }),
      'spec.containers[0].image: Invalid value: " i": must not have leading or trailing whitespace',
    ],
    [
      one({ imagePullPolicy: 'Sometimes' as 'Always' }),
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      {
        initContainers: [
          { name: 'i', image: 'i', lifecycle: {}, livenessProbe: { exec: { command: ['x'] } } },
        ],
      },
      'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      {
        ephemeralContainers: [
          { name: 'e', image: 'i', resources: { limits: { cpu: '1' } }, targetContainerName: 'x' },
        ],
      },
      'spec.ephemeralContainers[0].targetContainerName: Not found: "x"',
      'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
  ])
})

test('validatePorts() checks numbers, names and collisions on the host', () => {
  check([
    [one({ ports: [{ containerPort: 0 }] }), 'spec.containers[0].ports[0].containerPort: Required value'],
    [
      one({ ports: [{ containerPort: 65536, protocol: 'ICMP' as 'TCP', name: 'Web' }] }),
      'spec.containers[0].ports[0].name: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'spec.containers[0].ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive',
      'spec.containers[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
    ],
    [
      one({
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      }),
      'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"',
    ],
    [
      { hostNetwork: true, ...one({ ports: [{ containerPort: 80, hostPort: 81 }] }) },
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
  ])
})

test('validateEnv() asks for one source', () => {
  check([
    [
      one({ env: [{ name: 'a=b' }] }),
      'spec.containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    ],
    [
      one({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
    [
      one({ env: [{ name: 'A', valueFrom: {} }] }),
      'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ],
    [
      one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }] }),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
    [
      one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.wrong' } } }] }),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.wrong": error converting fieldPath: field label not supported: spec.wrong',
    ],
    [one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a/b']" } } }] })],
    [
      one({
        env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1k' } } }],
      }),
      'spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
    ],
    [
      one({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: '' } } }] }),
      'spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value',
    ],
    [
      one({ envFrom: [{ configMapRef: {} }, {}] }),
      'spec.containers[0].envFrom[0].configMapRef.name: Required value',
      'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    ],
  ])
})

test('validateProbe() and validateLifecycle() want one handler', () => {
  check([
    [
      one({ livenessProbe: {} }),
      'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    ],
    [
      one({ livenessProbe: { exec: { command: ['x'] }, tcpSocket: { port: 1 }, successThreshold: 2 } }),
      'spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    [
      one({ readinessProbe: { httpGet: { port: 0, scheme: 'FTP' as 'HTTP' }, periodSeconds: -1 } }),
      'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.containers[0].readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
      'spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      one({ lifecycle: { preStop: { sleep: { seconds: 31 } } } }),
      'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
    ],
  ])
})

test('validateContainerResources() keeps requests within limits', () => {
  const resources = (requests: Record<string, string>, limits: Record<string, string>) =>
    one({ resources: { requests, limits } })
  const at = 'spec.containers[0].resources'
  check([
    [
      resources({ cpu: '2' }, { cpu: '1' }),
      `${at}.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
    ],
    [
      resources({ cpu: '-1' }, {}),
      `${at}.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0`,
    ],
    [
      resources({ widgets: '1' }, {}),
      `${at}.requests[widgets]: Invalid value: "widgets": must be a standard resource type or fully qualified`,
      `${at}.requests[widgets]: Invalid value: "widgets": must be a standard resource for containers`,
    ],
    [
      resources({ 'a.b/c': '1' }, {}),
      `${at}.limits: Required value: Limit must be set for non overcommitable resources`,
    ],
    [
      resources({ 'a.b/c': '500m' }, { 'a.b/c': '500m' }),
      `${at}.limits[a.b/c]: Invalid value: "500m": must be an integer`,
      `${at}.requests[a.b/c]: Invalid value: "500m": must be an integer`,
    ],
    [resources({}, { 'hugepages-2Mi': '4Mi' }), `${at}: Forbidden: HugePages require cpu or memory`],
    [
      resources({}, { 'hugepages-2Mi': '3Mi', cpu: '1' }),
      `${at}.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
      `${at}.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
    ],
    [
      one({ resources: { claims: [{ name: 'x' }] } }),
      `${at}.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty`,
    ],
  ])
})

test('validateVolumes() wants one source, and mounts want a volume', () => {
  check([
    [
      { volumes: [{ name: 'a', emptyDir: {}, hostPath: { path: '/x' } }] },
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
    ],
    [
      { volumes: [{ name: 'a' }, { name: 'a' }, { emptyDir: {} }] },
      'spec.volumes[1].name: Duplicate value: "a"',
      'spec.volumes[2].name: Required value',
    ],
    [
      { volumes: [{ name: 'a', hostPath: { path: '/x/../y', type: 'Dir' } }] },
      'spec.volumes[0].hostPath.path: Invalid value: "/x/../y": must not contain \'..\'',
      'spec.volumes[0].hostPath.type: Unsupported value: "Dir": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    ],
    [
      {
        volumes: [
          { name: 'a', configMap: { name: 'c', defaultMode: 0o1000, items: [{ key: 'k', path: '..x' }] } },
        ],
      },
      'spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
      'spec.volumes[0].configMap.items[0].path: Invalid value: "..x": must not start with \'..\'',
    ],
    [
      {
        volumes: [
          {
            name: 'a',
            projected: {
              sources: [
                { secret: { name: 's', items: [{ key: 'k', path: 'p' }] } },
                { configMap: { name: 'm', items: [{ key: 'k', path: 'p' }] }, downwardAPI: {} },
              ],
            },
          },
        ],
      },
      'spec.volumes[0].projected: Invalid value: "m": conflicting duplicate paths',
      'spec.volumes[0].projected.sources[1]: Forbidden: may not specify more than 1 volume type per source',
    ],
    [
      one({
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/a', subPath: '/b' },
        ],
      }),
      'spec.containers[0].volumeMounts[0].name: Not found: "v"',
      'spec.containers[0].volumeMounts[1].name: Not found: "v"',
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
      'spec.containers[0].volumeMounts.subPath: Invalid value: "/b": must be a relative path',
    ],
    [
      {
        volumes: [{ name: 'v' }],
        ...one({ volumeMounts: [{ name: 'v', mountPath: '/a', mountPropagation: 'Bidirectional' }] }),
      },
      'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
    ],
    [
      { volumes: [{ name: 'v' }], ...one({ volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] }) },
      'spec.containers[0].volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
    ],
    [
      {
        volumes: [
          { name: 'e', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } } },
        ],
      },
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ],
  ])
})

test('validatePodSecurityContext() and validateSecurityContext() check identities and profiles', () => {
  check([
    [
      { securityContext: { runAsUser: -1, sysctls: [{ name: 'a..b', value: '1' }] } },
      'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 4294967295, inclusive',
      'spec.securityContext.sysctls[0].name: Invalid value: "a..b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
    ],
    [
      { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } },
      'spec.securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when \'hostNetwork\' is true',
    ],
    [
      { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: '' } } },
      'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    ],
    [
      one({
        securityContext: {
          procMount: 'Unmasked',
          seccompProfile: { type: 'Localhost', localhostProfile: '../x' },
        },
      }),
      'spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`',
      'spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: "../x": must not contain \'..\'',
    ],
    [
      one({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
      'spec.containers[0].securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
    [{ hostUsers: false, hostPID: true }, 'spec.HostPID: Forbidden: when `pod.Spec.HostUsers` is false'],
    [
      { os: { name: 'linux' }, securityContext: { windowsOptions: { runAsUserName: 'x' } } },
      'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    ],
  ])
})

test('validatePlacement() checks affinity, tolerations and spread', () => {
  const term = (matchExpressions: DeepPartial<{ key: string; operator: 'In'; values: string[] }>[]) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
      },
    },
  })
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'
  check([
    [
      term([{ key: 'a', operator: 'In' }]),
      `${at}[0].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    ],
    [
      {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
        },
      },
      `${at}: Required value: must have at least one node selector term`,
    ],
    [
      {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', matchLabelKeys: ['a'] }],
          },
        },
      },
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
    ],
    [
      { tolerations: [{ value: 'x' }] },
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      { tolerations: [{ key: 'a', operator: 'Exists', value: 'b', tolerationSeconds: 1 }] },
      'spec.tolerations[0].effect: Invalid value: "": effect must be \'NoExecute\' when `tolerationSeconds` is set',
      'spec.tolerations[0].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
    ],
    [
      {
        topologySpreadConstraints: [
          { maxSkew: 0, topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 },
        ],
      },
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ],
  ])
})

test('validatePodSpec() checks policies and names', () => {
  check([
    [
      { restartPolicy: 'Maybe' as 'Never' },
      'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      { dnsPolicy: 'None' },
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ],
    [{ hostname: 'a.b' }, 'spec.hostname: Invalid value: "a.b": must not contain dots'],
    [
      { activeDeadlineSeconds: 0 },
      'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    ],
    [
      { hostAliases: [{ ip: '999.0.0.1', hostnames: ['a'] }] },
      'spec.hostAliases[0].ip: Invalid value: "999.0.0.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      { resources: { requests: { cpu: '1' } }, ...one({ resources: { requests: { cpu: '2' } } }) },
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ],
    [
      { nodeName: 'n', schedulingGates: [{ name: 'a/b' }] },
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ],
  ])
})

test('validatePodAnnotations() checks the mirror and the deletion cost', () => {
  const of = (annotations: Record<string, string>) =>
    Pod.validate?.(pod({}, { annotations }))?.map(formatFieldError)
  assert.deepEqual(of({ 'kubernetes.io/config.mirror': 'x' }), [
    'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
  ])
  for (const cost of ['+1', '01', '2147483648', 'x']) {
    assert.deepEqual(of({ 'controller.kubernetes.io/pod-deletion-cost': cost }), [
      `metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "${cost}": must be a 32bit integer`,
    ])
  }
  assert.deepEqual(of({ 'controller.kubernetes.io/pod-deletion-cost': '-2147483648' }), [])
})

test('validatePodTemplateSpec() leaves to the pod what the pod will fill in', () => {
  const { spec } = pod(one({ image: ' i ', ports: [{ containerPort: 80 }] }))
  assert.deepEqual(
    validatePodTemplateSpec({ metadata: {}, spec: { ...spec, hostNetwork: true } }, 'template'),
    [],
  )
})

test('validatePod() finds nothing in hostile keys', () => {
  const hostile = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>
  assert.deepEqual(Pod.validate?.(pod({ nodeSelector: hostile }))?.length, 1)
  assert.equal(Object.hasOwn(Object.prototype, 'x'), false)
})
