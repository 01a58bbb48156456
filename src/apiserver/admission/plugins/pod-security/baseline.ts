// The baseline standard: nothing that is known to lead out of a container. Upstream:
// staging/src/k8s.io/pod-security-admission/policy/check_*.go, a function a file.
import {
  all,
  type Check,
  type Container,
  hasUserNamespace,
  named,
  type PodLike,
  plural,
  quoted,
  setters,
  sorted,
  type Violation,
} from './check.ts'

const capabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

/** Sysctls and the minor version from which they are allowed. */
const sysctls: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
])

/** SELinux types and the minor version from which they are allowed. */
const selinuxTypes: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['container_t', 0],
  ['container_init_t', 0],
  ['container_kvm_t', 0],
  ['container_engine_t', 31],
])

const profiles = ['RuntimeDefault', 'Localhost']
const userNamespacesSince = 35

export const baseline: readonly Check[] = [
  { id: 'appArmorProfile', since: 0, look: appArmorProfile },
  { id: 'capabilities_baseline', since: 0, look: addedCapabilities },
  { id: 'hostNamespaces', since: 0, look: hostNamespaces },
  { id: 'hostPathVolumes', since: 0, look: hostPathVolumes },
  { id: 'hostPorts', since: 0, look: hostPorts },
  { id: 'hostProbesAndHostLifecycle', since: 34, look: hostsOfProbes },
  { id: 'privileged', since: 0, look: privileged },
  { id: 'procMount', since: 0, look: procMount },
  { id: 'seLinuxOptions', since: 0, look: seLinuxOptions },
  { id: 'seccompProfile_baseline', since: 0, look: seccompProfile },
  { id: 'sysctls', since: 0, look: forbiddenSysctls },
  { id: 'windowsHostProcess', since: 0, look: hostProcess },
]

function appArmorProfile({ spec, annotations }: PodLike): Violation | undefined {
  const isBad = (type: string | undefined) => type !== undefined && !profiles.includes(type)
  const ofPod = spec.securityContext?.appArmorProfile?.type
  const typeOf = (container: Container) => container.securityContext?.appArmorProfile?.type
  const bad = all(spec).filter((container) => isBad(typeOf(container)))
  const notes = Object.entries(annotations)
    .filter(
      ([key, value]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !allowed(value),
    )
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
  const types = [...(isBad(ofPod) ? [ofPod ?? ''] : []), ...bad.map((container) => typeOf(container) ?? '')]
  const values = [...sorted(types), ...notes]
  if (values.length === 0) return undefined
  const who = setters(isBad(ofPod), bad)
  const where = notes.length === 0 ? [] : [plural('annotation', notes.length)]
  return {
    reason: plural('forbidden AppArmor profile', values.length),
    detail: `${[...(who === '' ? [] : [who]), ...where].join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
  function allowed(profile: string): boolean {
    return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/')
  }
}

function addedCapabilities({ spec }: PodLike): Violation | undefined {
  const beyond = (container: Container) =>
    (container.securityContext?.capabilities?.add ?? []).filter((name) => !capabilities.has(name))
  const bad = all(spec).filter((container) => beyond(container).length > 0)
  if (bad.length === 0) return undefined
  const names = quoted(sorted(bad.flatMap(beyond)))
  return {
    reason: 'non-default capabilities',
    detail: `${named(bad)} must not include ${names} in securityContext.capabilities.add`,
  }
}

function hostNamespaces({ spec }: PodLike): Violation | undefined {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name] === true)
  if (shared.length === 0) return undefined
  return { reason: 'host namespaces', detail: shared.map((name) => `${name}=true`).join(', ') }
}

function hostPathVolumes({ spec }: PodLike): Violation | undefined {
  const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined)
  if (bad.length === 0) return undefined
  const names = quoted(bad.map(({ name }) => name))
  return { reason: 'hostPath volumes', detail: `${plural('volume', bad.length)} ${names}` }
}

function hostPorts({ spec }: PodLike): Violation | undefined {
  const portsOf = ({ ports }: Container) => (ports ?? []).flatMap(({ hostPort }) => hostPort || [])
  const bad = all(spec).filter((container) => portsOf(container).length > 0)
  if (bad.length === 0) return undefined
  const ports = sorted(bad.flatMap(portsOf).map(String))
  const use = bad.length === 1 ? 'uses' : 'use'
  return {
    reason: 'hostPort',
    detail: `${named(bad)} ${use} ${plural('hostPort', ports.length)} ${ports.join(', ')}`,
  }
}

function hostsOfProbes({ spec }: PodLike): Violation | undefined {
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(
      (handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => host || []),
    )
  const bad = all(spec).filter((container) => hostsOf(container).length > 0)
  if (bad.length === 0) return undefined
  const hosts = sorted(bad.flatMap(hostsOf))
  const reason = 'probe or lifecycle host'
  const use = bad.length === 1 ? 'uses' : 'use'
  return { reason, detail: `${named(bad)} ${use} ${plural(reason, hosts.length)} ${quoted(hosts)}` }
}

function privileged({ spec }: PodLike): Violation | undefined {
  const bad = all(spec).filter(({ securityContext }) => securityContext?.privileged === true)
  if (bad.length === 0) return undefined
  return { reason: 'privileged', detail: `${named(bad)} must not set securityContext.privileged=true` }
}

function procMount({ spec }: PodLike, minor: number): Violation | undefined {
  if (minor >= userNamespacesSince && hasUserNamespace(spec)) return undefined
  const typeOf = ({ securityContext }: Container) => securityContext?.procMount ?? 'Default'
  const bad = all(spec).filter((container) => typeOf(container) !== 'Default')
  if (bad.length === 0) return undefined
  const types = quoted(sorted(bad.map(typeOf)))
  return { reason: 'procMount', detail: `${named(bad)} must not set securityContext.procMount to ${types}` }
}

function seLinuxOptions({ spec }: PodLike, minor: number): Violation | undefined {
  type Options = NonNullable<NonNullable<typeof spec.securityContext>['seLinuxOptions']>
  const isBadType = ({ type = '' }: Options) =>
    minor < (selinuxTypes.get(type) ?? Number.POSITIVE_INFINITY) || !selinuxTypes.has(type)
  const isBad = (options: Options | undefined) =>
    options !== undefined && (isBadType(options) || Boolean(options.user) || Boolean(options.role))
  const ofPod = spec.securityContext?.seLinuxOptions
  const bad = all(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions))
  if (!isBad(ofPod) && bad.length === 0) return undefined
  const options = [ofPod, ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(
    (one) => one !== undefined,
  )
  const types = sorted(options.filter(isBadType).map(({ type = '' }) => type))
  const faults = [
    ...(types.length > 0 ? [`${plural('type', types.length)} ${quoted(types)}`] : []),
    ...(options.some(({ user }) => Boolean(user)) ? ['user may not be set'] : []),
    ...(options.some(({ role }) => Boolean(role)) ? ['role may not be set'] : []),
  ]
  return {
    reason: 'seLinuxOptions',
    detail: `${setters(isBad(ofPod), bad)} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`,
  }
}

function seccompProfile({ spec, annotations }: PodLike, minor: number): Violation | undefined {
  return minor < 19 ? seccompAnnotations(spec, annotations) : badSeccompTypes(spec)
}

function seccompAnnotations(
  spec: PodLike['spec'],
  annotations: PodLike['annotations'],
): Violation | undefined {
  const allowed = /^(runtime\/default$|docker\/default$|localhost\/)/
  const keys = [
    'seccomp.security.alpha.kubernetes.io/pod',
    ...all(spec).map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`),
  ]
  const bad = keys.flatMap((key) => {
    const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined
    return value === undefined || allowed.test(value) ? [] : [`${key}=${JSON.stringify(value)}`]
  })
  if (bad.length === 0) return undefined
  const detail = `forbidden ${plural('annotation', bad.length)} ${sorted(bad).join(', ')}`
  return { reason: 'seccompProfile', detail }
}

/** Profiles that are set and may not be; also a part of the restricted standard. */
export function badSeccompTypes(spec: PodLike['spec']): Violation | undefined {
  const isBad = (type: string | undefined) => type !== undefined && !profiles.includes(type)
  const ofPod = spec.securityContext?.seccompProfile?.type
  const typeOf = ({ securityContext }: Container) => securityContext?.seccompProfile?.type
  const bad = all(spec).filter((container) => isBad(typeOf(container)))
  if (!isBad(ofPod) && bad.length === 0) return undefined
  const types = sorted(
    [ofPod, ...bad.map(typeOf)].filter((type) => type !== undefined && isBad(type)) as string[],
  )
  return {
    reason: 'seccompProfile',
    detail: `${setters(isBad(ofPod), bad)} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
  }
}

function forbiddenSysctls({ spec }: PodLike, minor: number): Violation | undefined {
  const bad = (spec.securityContext?.sysctls ?? [])
    .map(({ name }) => name)
    .filter((name) => minor < (sysctls.get(name) ?? Number.POSITIVE_INFINITY) || !sysctls.has(name))
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') }
}

function hostProcess({ spec }: PodLike): Violation | undefined {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess === true
  const bad = all(spec).filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true)
  if (!ofPod && bad.length === 0) return undefined
  return {
    reason: 'hostProcess',
    detail: `${setters(ofPod, bad)} must not set securityContext.windowsOptions.hostProcess=true`,
  }
}
