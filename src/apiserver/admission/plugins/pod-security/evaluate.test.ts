import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PodLike, PodSpec } from './check.ts'
import { inDetail, violations } from './evaluate.ts'
import type { Level } from './policy.ts'

const latest = Number.POSITIVE_INFINITY

/** A pod that the restricted standard lets pass. */
const strict = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'a',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
}

function pod(spec: object, annotations: Readonly<Record<string, string>> = {}): PodLike {
  return { annotations, spec: { containers: [{ name: 'a' }], ...spec } as unknown as PodSpec }
}

const container = (securityContext: object, more: object = {}) => ({
  containers: [{ name: 'a', securityContext, ...more }],
})

type Row = readonly [level: Level, pod: PodLike, detail: string, minor?: number]

const rows: readonly Row[] = [
  ['privileged', pod({ hostNetwork: true }), ''],
  ['baseline', pod({}), ''],
  ['restricted', pod(strict), ''],
  [
    'restricted',
    pod({ containers: [{ name: 'nginx' }] }),
    'allowPrivilegeEscalation != false (container "nginx" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ],
  ['baseline', pod({ hostNetwork: true, hostIPC: true }), 'host namespaces (hostNetwork=true, hostIPC=true)'],
  [
    'baseline',
    pod({
      initContainers: [{ name: 'i', securityContext: { privileged: true } }],
      containers: [{ name: 'a', securityContext: { privileged: true } }],
      ephemeralContainers: [{ name: 'e', securityContext: { privileged: true } }],
    }),
    'privileged (containers "i", "a", "e" must not set securityContext.privileged=true)',
  ],
  [
    'baseline',
    pod(container({ capabilities: { add: ['SYS_ADMIN', 'KILL', 'NET_RAW'] } })),
    'non-default capabilities (container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
  ],
  [
    'baseline',
    pod({
      volumes: [
        { name: 'v', hostPath: { path: '/' } },
        { name: 'w', emptyDir: {} },
      ],
    }),
    'hostPath volumes (volume "v")',
  ],
  [
    'baseline',
    pod(container({}, { ports: [{ hostPort: 80 }, { hostPort: 443 }, { containerPort: 1 }] })),
    'hostPort (container "a" uses hostPorts 443, 80)',
  ],
  [
    'baseline',
    pod(container({ procMount: 'Unmasked' })),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  ['baseline', pod({ hostUsers: false, ...container({ procMount: 'Unmasked' }) }), ''],
  [
    'baseline',
    pod({ securityContext: { seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r' } } }),
    'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
  ],
  ['baseline', pod({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }), ''],
  [
    'baseline',
    pod({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }),
    'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
    30,
  ],
  [
    'baseline',
    pod({
      securityContext: { seccompProfile: { type: 'Unconfined' } },
      ...container({ seccompProfile: { type: 'Unconfined' } }),
    }),
    'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    'baseline',
    pod({}, { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' }),
    'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    18,
  ],
  [
    'baseline',
    pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'net.ipv4.tcp_rmem' }] } }),
    'forbidden sysctls (kernel.msgmax)',
  ],
  [
    'baseline',
    pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }),
    'forbidden sysctls (net.ipv4.tcp_rmem)',
    31,
  ],
  [
    'baseline',
    pod(
      { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
      { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' },
    ),
    'forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
  ],
  [
    'baseline',
    pod({ securityContext: { windowsOptions: { hostProcess: true } } }),
    'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
  ],
  [
    'baseline',
    pod(
      container(
        {},
        {
          livenessProbe: { httpGet: { host: '10.0.0.1' } },
          lifecycle: { preStop: { tcpSocket: { host: '::1' } } },
        },
      ),
    ),
    'probe or lifecycle host (container "a" uses probe or lifecycle hosts "10.0.0.1", "::1")',
  ],
  ['baseline', pod(container({}, { livenessProbe: { httpGet: { host: '10.0.0.1' } } })), '', 33],
  [
    'restricted',
    pod({
      ...strict,
      volumes: [
        { name: 'v', hostPath: { path: '/' } },
        { name: 'n', nfs: {} },
        { name: 's', secret: {} },
      ],
    }),
    'restricted volume types (volumes "v", "n" use restricted volume types "hostPath", "nfs")',
  ],
  [
    'restricted',
    pod({ ...strict, securityContext: { ...strict.securityContext, runAsUser: 0, runAsNonRoot: false } }),
    'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)',
  ],
  [
    'restricted',
    pod({
      ...strict,
      hostUsers: false,
      securityContext: { ...strict.securityContext, runAsUser: 0, runAsNonRoot: false },
    }),
    '',
  ],
  [
    'restricted',
    pod({
      ...strict,
      ...container({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] },
      }),
    }),
    'unrestricted capabilities (container "a" must not include "CHOWN" in securityContext.capabilities.add)',
  ],
  ['restricted', pod({ os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }), ''],
  [
    'restricted',
    pod({ os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }),
    'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    24,
  ],
  [
    'restricted',
    pod({}),
    'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)',
    7,
  ],
]

describe('violations()', () => {
  for (const [i, [level, looked, detail, minor = latest]] of rows.entries()) {
    test(`violations() of ${level}, case ${i}: ${detail.slice(0, 60) || 'none'}`, () => {
      assert.equal(inDetail(violations(looked, { level, minor })), detail)
    })
  }
})
