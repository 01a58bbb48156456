// What a pod does against a standard, and how that is told. Upstream:
// staging/src/k8s.io/pod-security-admission/policy/registry.go and checks.go.
import { baseline } from './baseline.ts'
import type { Check, PodLike, Violation } from './check.ts'
import type { LevelVersion } from './policy.ts'
import { restricted } from './restricted.ts'

/** In upstream's order: first those of the baseline. */
export function violations(pod: PodLike, { level, minor }: LevelVersion): readonly Violation[] {
  return checksOf(level, minor).flatMap((check) => check.look(pod, minor) ?? [])
}

function checksOf(level: LevelVersion['level'], minor: number): readonly Check[] {
  if (level === 'privileged') return []
  const inForce = ({ since }: Check) => since <= minor
  if (level === 'baseline') return baseline.filter(inForce)
  const strict = restricted.filter(inForce)
  const replaced = new Set(strict.map(({ replaces }) => replaces))
  return [...baseline.filter((check) => inForce(check) && !replaced.has(check.id)), ...strict]
}

/** `privileged (container "a" must not ...), hostPort (...)`. */
export function inDetail(found: readonly Violation[]): string {
  return found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')
}

/** `privileged, hostPort`. */
export function inShort(found: readonly Violation[]): string {
  return found.map(({ reason }) => reason).join(', ')
}
