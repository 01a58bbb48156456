// The security settings of sandboxes and containers, from the pod's and the container's. Pure. The same at every restart of
// a container, since nothing but the spec and the image goes in.
// Upstream: pkg/securitycontext/util.go; pkg/kubelet/kuberuntime/security_context.go, helpers.go, util/util.go
import { join, normalize } from 'node:path'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { SeccompProfile, SecurityContext } from '../../api/core/pod/pod-security.schema.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import type {
  LinuxContainerSecurityContext,
  LinuxSandboxSecurityContext,
  NamespaceOption,
  SecurityProfile,
} from '../cri/cri.types.ts'

/** Settings that cannot be had: CreateContainerConfigError. */
export class SecurityContextError extends Error {
  override readonly name = 'SecurityContextError'
}

/** Who an image runs as. */
export interface ImageUser {
  readonly uid: number | undefined
  readonly username: string
}

export function podLabel(pod: Pod): string {
  const { name, namespace = '', uid } = pod.metadata
  return `${name}_${namespace}(${uid})`
}

/** The container's settings over those of its pod. */
export function effectiveSecurityContext(pod: Pod, container: Container): SecurityContext {
  const ofPod = pod.spec.securityContext
  const own = container.securityContext ?? {}
  return {
    ...own,
    seLinuxOptions: own.seLinuxOptions ?? ofPod?.seLinuxOptions,
    runAsUser: own.runAsUser ?? ofPod?.runAsUser,
    runAsGroup: own.runAsGroup ?? ofPod?.runAsGroup,
    runAsNonRoot: own.runAsNonRoot ?? ofPod?.runAsNonRoot,
    seccompProfile: own.seccompProfile ?? ofPod?.seccompProfile,
    appArmorProfile: own.appArmorProfile ?? ofPod?.appArmorProfile,
  }
}

const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

export interface SecurityOptions {
  /** Where Localhost profiles lie. */
  readonly seccompRoot: string
}

export function containerSecurityContext(
  pod: Pod,
  container: Container,
  options: SecurityOptions & {
    readonly imageUser: ImageUser
    /** The container whose processes an ephemeral one is to see. */
    readonly targetContainerId?: string | undefined
  },
): MessageInit<LinuxContainerSecurityContext> {
  const context = effectiveSecurityContext(pod, container)
  const { uid, username } = options.imageUser
  const user = context.runAsUser ?? uid
  const named = context.runAsUser === undefined && uid === undefined && username !== ''
  const unmasked = context.procMount === 'Unmasked'
  return {
    privileged: context.privileged === true,
    readonlyRootfs: context.readOnlyRootFilesystem === true,
    noNewPrivs: context.allowPrivilegeEscalation === false,
    ...(user !== undefined && { runAsUser: { value: BigInt(user) } }),
    ...(named && { runAsUsername: username }),
    ...(context.runAsGroup !== undefined && { runAsGroup: { value: BigInt(context.runAsGroup) } }),
    ...(context.capabilities !== undefined && {
      capabilities: {
        addCapabilities: context.capabilities.add ?? [],
        dropCapabilities: context.capabilities.drop ?? [],
      },
    }),
    ...(context.seLinuxOptions !== undefined && { selinuxOptions: context.seLinuxOptions }),
    supplementalGroups: supplementalGroups(pod),
    seccomp: seccompProfile(context.seccompProfile, options),
    ...(context.appArmorProfile !== undefined && { apparmor: appArmor(context.appArmorProfile) }),
    namespaceOptions: namespaceOptions(pod, options.targetContainerId),
    maskedPaths: unmasked ? [] : maskedPaths,
    readonlyPaths: unmasked ? [] : readonlyPaths,
  }
}

export function sandboxSecurityContext(pod: Pod): MessageInit<LinuxSandboxSecurityContext> {
  const context = pod.spec.securityContext
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  return {
    privileged: containers.some((container) => container.securityContext?.privileged === true),
    seccomp: { profileType: 'RuntimeDefault' },
    namespaceOptions: namespaceOptions(pod),
    supplementalGroups: supplementalGroups(pod),
    ...(context?.runAsUser !== undefined && { runAsUser: { value: BigInt(context.runAsUser) } }),
    // The runtime refuses a group without a user.
    ...(context?.runAsUser !== undefined &&
      context.runAsGroup !== undefined && { runAsGroup: { value: BigInt(context.runAsGroup) } }),
    ...(context?.seLinuxOptions !== undefined && { selinuxOptions: context.seLinuxOptions }),
  }
}

function supplementalGroups(pod: Pod): readonly bigint[] {
  const { fsGroup, supplementalGroups: groups = [] } = pod.spec.securityContext ?? {}
  return [...(fsGroup === undefined ? [] : [fsGroup]), ...groups].map(BigInt)
}

export function namespaceOptions(pod: Pod, targetContainerId?: string): MessageInit<NamespaceOption> {
  const { spec } = pod
  const pid = spec.hostPID === true ? 'NODE' : spec.shareProcessNamespace === true ? 'POD' : 'CONTAINER'
  return {
    network: spec.hostNetwork === true ? 'NODE' : 'POD',
    ipc: spec.hostIPC === true ? 'NODE' : 'POD',
    pid: targetContainerId === undefined ? pid : 'TARGET',
    ...(targetContainerId !== undefined && { targetId: targetContainerId }),
  }
}

function seccompProfile(
  profile: SeccompProfile | undefined,
  { seccompRoot }: SecurityOptions,
): MessageInit<SecurityProfile> {
  switch (profile?.type) {
    case 'RuntimeDefault':
      return { profileType: 'RuntimeDefault' }
    case 'Localhost':
      return {
        profileType: 'Localhost',
        localhostRef: localhostRef(profile.localhostProfile ?? '', seccompRoot),
      }
    default:
      return { profileType: 'Unconfined' }
  }
}

function localhostRef(name: string, root: string): string {
  if (name === '')
    throw new SecurityContextError('localhostProfile must be set if seccompProfile type is Localhost.')
  if (normalize(`/${name}`) !== `/${name}`)
    throw new SecurityContextError(`invalid seccomp profile name: ${JSON.stringify(name)}`)
  return join(root, name)
}

function appArmor(profile: {
  readonly type: 'Unconfined' | 'RuntimeDefault' | 'Localhost'
  readonly localhostProfile?: string | undefined
}): MessageInit<SecurityProfile> {
  if (profile.type !== 'Localhost') return { profileType: profile.type }
  const { localhostProfile = '' } = profile
  if (localhostProfile === '')
    throw new SecurityContextError('localhostProfile must be set if AppArmorProfile type is Localhost.')
  return { profileType: 'Localhost', localhostRef: localhostProfile }
}

/** Throws a SecurityContextError where a container that must not run as root would. */
export function verifyRunAsNonRoot(pod: Pod, container: Container, { uid, username }: ImageUser): void {
  const context = effectiveSecurityContext(pod, container)
  if (context.runAsNonRoot !== true) return
  const who = `(pod: ${JSON.stringify(podLabel(pod))}, container: ${container.name})`
  if (context.runAsUser === 0)
    throw new SecurityContextError(`container's runAsUser breaks non-root policy ${who}`)
  if (context.runAsUser !== undefined) return
  if (uid === 0)
    throw new SecurityContextError(`container has runAsNonRoot and image will run as root ${who}`)
  if (uid === undefined && username !== '')
    throw new SecurityContextError(
      `container has runAsNonRoot and image has non-numeric user (${username}), cannot verify user is non-root ${who}`,
    )
}
