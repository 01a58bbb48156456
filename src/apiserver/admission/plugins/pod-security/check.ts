// What a rule of the pod security standards is, and what the rules share.

import type { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { containersOf } from '../../../../api/core/pod/pod-containers.ts'

export type PodSpec = Pod['spec']
export type Container = ReturnType<typeof containersOf>[number]['container']

/** What is looked at: a pod, or the template of one. */
export interface PodLike {
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: PodSpec
}

/** Why a pod is refused: `privileged` and, in more words, by which container. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

export interface Check {
  /** Upstream's, which also orders the violations. */
  readonly id: string
  /** Rules of other checks that this one includes. */
  readonly replaces?: string
  /** The first minor version of Kubernetes 1.x that has the rule. */
  readonly since: number
  /** `minor` is the version whose rules count. */
  readonly look: (pod: PodLike, minor: number) => Violation | undefined
}

export function all(spec: PodSpec): readonly Container[] {
  return containersOf(spec, 'spec').map(({ container }) => container)
}

export function quoted(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ')
}

export function sorted(items: Iterable<string>): readonly string[] {
  return [...new Set(items)].sort()
}

export function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`
}

/** `container "a"`, or `containers "a", "b"`. */
export function named(containers: readonly Container[]): string {
  return `${plural('container', containers.length)} ${quoted(containers.map(({ name }) => name))}`
}

/** `pod and container "a"`. */
export function setters(pod: boolean, containers: readonly Container[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])].join(' and ')
}

/** The rules for Linux do not bind pods of Windows. */
export function isWindows({ os }: PodSpec): boolean {
  return os?.name === 'windows'
}

/** Root within a user namespace is nobody outside. */
export function hasUserNamespace({ hostUsers }: PodSpec): boolean {
  return hostUsers === false
}
