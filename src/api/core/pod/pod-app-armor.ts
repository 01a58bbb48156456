// The AppArmor profiles that annotations ask for, put into the fields that kubelets read.
// Upstream: pkg/registry/core/pod/strategy.go applyAppArmorVersionSkew, pkg/api/pod/util.go ApparmorFieldForAnnotation.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Pod } from './pod.schema.ts'
import { type AnyContainer, containersOf } from './pod-containers.ts'
import type { AppArmorProfile } from './pod-security.schema.ts'
import { validateAppArmorProfile } from './pod-security.validation.ts'

export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'
const localhostPrefix = 'localhost/'

/** Undefined where the annotation says nothing that the field could. */
export function appArmorProfileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  if (!annotation.startsWith(localhostPrefix)) return undefined
  const localhostProfile = annotation.slice(localhostPrefix.length)
  const profile: AppArmorProfile = { type: 'Localhost', localhostProfile }
  return validateAppArmorProfile(profile, '').length === 0 ? profile : undefined
}

/** What a container says itself counts more than its annotation. */
export function applyAppArmorAnnotations({ metadata, spec }: Mutable<Pod>): void {
  const { annotations } = metadata
  if (annotations === undefined || spec.os?.name === 'windows') return
  if (!Object.keys(annotations).some((key) => key.startsWith(appArmorPrefix))) return
  for (const { container } of containersOf(spec, '')) {
    const profile = appArmorProfileOf(annotations[appArmorPrefix + container.name] ?? '')
    if (profile === undefined || container.securityContext?.appArmorProfile !== undefined) continue
    if (semanticEqual(profile, spec.securityContext?.appArmorProfile)) continue
    const target = container as Mutable<AnyContainer>
    target.securityContext = { ...target.securityContext, appArmorProfile: profile }
  }
}
