// The restricted standard: what a hardened pod must say besides. Upstream:
// staging/src/k8s.io/pod-security-admission/policy/check_*.go, a function a file.
import { badSeccompTypes } from './baseline.ts'
import {
  all,
  type Check,
  type Container,
  hasUserNamespace,
  isWindows,
  named,
  type PodLike,
  plural,
  quoted,
  setters,
  sorted,
  type Violation,
} from './check.ts'

const windowsSince = 25
const userNamespacesSince = 35

export const restricted: readonly Check[] = [
  { id: 'allowPrivilegeEscalation', since: 8, look: forLinux(allowPrivilegeEscalation) },
  {
    id: 'capabilities_restricted',
    replaces: 'capabilities_baseline',
    since: 22,
    look: forLinux(unrestrictedCapabilities),
  },
  { id: 'restrictedVolumes', replaces: 'hostPathVolumes', since: 0, look: restrictedVolumes },
  { id: 'runAsNonRoot', since: 0, look: outsideUserNamespaces(runAsNonRoot) },
  { id: 'runAsUser', since: 23, look: outsideUserNamespaces(runAsUser) },
  {
    id: 'seccompProfile_restricted',
    replaces: 'seccompProfile_baseline',
    since: 19,
    look: forLinux(seccompProfile),
  },
]

type Look = (pod: PodLike) => Violation | undefined

function forLinux(look: Look): Check['look'] {
  return (pod, minor) => (minor >= windowsSince && isWindows(pod.spec) ? undefined : look(pod))
}

function outsideUserNamespaces(look: Look): Check['look'] {
  return (pod, minor) => (minor >= userNamespacesSince && hasUserNamespace(pod.spec) ? undefined : look(pod))
}

function allowPrivilegeEscalation({ spec }: PodLike): Violation | undefined {
  const bad = all(spec).filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false)
  if (bad.length === 0) return undefined
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${named(bad)} must set securityContext.allowPrivilegeEscalation=false`,
  }
}

function unrestrictedCapabilities({ spec }: PodLike): Violation | undefined {
  const of = ({ securityContext }: Container) => securityContext?.capabilities
  const added = (container: Container) =>
    (of(container)?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE')
  const keeping = all(spec).filter((container) => of(container)?.drop?.includes('ALL') !== true)
  const adding = all(spec).filter((container) => added(container).length > 0)
  const details = [
    ...(keeping.length === 0 ? [] : [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0
      ? []
      : [
          `${named(adding)} must not include ${quoted(sorted(adding.flatMap(added)))} in securityContext.capabilities.add`,
        ]),
  ]
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

const volumeTypes: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

function restrictedVolumes({ spec }: PodLike): Violation | undefined {
  const typesOf = (volume: object) => Object.keys(volume).filter((key) => key !== 'name')
  const bad = (spec.volumes ?? []).filter((volume) => !typesOf(volume).some((type) => volumeTypes.has(type)))
  if (bad.length === 0) return undefined
  const types = sorted(bad.flatMap((volume) => typesOf(volume)[0] ?? 'unknown'))
  const names = quoted(bad.map(({ name }) => name))
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', bad.length)} ${names} ${bad.length === 1 ? 'uses' : 'use'} restricted volume ${plural('type', types.length)} ${quoted(types)}`,
  }
}

function runAsNonRoot({ spec }: PodLike): Violation | undefined {
  const reason = 'runAsNonRoot != true'
  const ofPod = spec.securityContext?.runAsNonRoot
  const of = ({ securityContext }: Container) => securityContext?.runAsNonRoot
  const saying = all(spec).filter((container) => of(container) === false)
  if (ofPod === false || saying.length > 0) {
    const who = setters(ofPod === false, saying)
    return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` }
  }
  const silent = all(spec).filter((container) => of(container) === undefined)
  if (ofPod === true || silent.length === 0) return undefined
  return { reason, detail: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true` }
}

function runAsUser({ spec }: PodLike): Violation | undefined {
  const ofPod = spec.securityContext?.runAsUser === 0
  const bad = all(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0)
  if (!ofPod && bad.length === 0) return undefined
  return { reason: 'runAsUser=0', detail: `${setters(ofPod, bad)} must not set runAsUser=0` }
}

function seccompProfile({ spec }: PodLike): Violation | undefined {
  const bad = badSeccompTypes(spec)
  if (bad !== undefined || spec.securityContext?.seccompProfile !== undefined) return bad
  const silent = all(spec).filter(({ securityContext }) => securityContext?.seccompProfile === undefined)
  if (silent.length === 0) return undefined
  return {
    reason: 'seccompProfile',
    detail: `pod or ${named(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  }
}
