// Two lists of tolerations as one, without those that another already says. Upstream: pkg/util/tolerations/tolerations.go.
import type { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { equalJson } from '../../../../machinery/json-value.ts'

export type Toleration = NonNullable<Pod['spec']['tolerations']>[number]

export function mergeTolerations(
  first: readonly Toleration[],
  second: readonly Toleration[],
): readonly Toleration[] {
  const all = [...first, ...second]
  const merged: Toleration[] = []
  for (const [i, toleration] of all.entries()) {
    if (merged.some((other) => covers(other, toleration))) continue
    const later = all.slice(i + 1)
    if (later.some((other) => !equalJson(other, toleration) && covers(other, toleration))) continue
    merged.push(toleration)
  }
  return merged
}

/** True where `wide` tolerates all that `narrow` does. */
function covers(wide: Toleration, narrow: Toleration): boolean {
  if (equalJson(wide, narrow)) return true
  const anyKey = !wide.key && wide.operator === 'Exists'
  if ((narrow.key ?? '') !== (wide.key ?? '') && !anyKey) return false
  if ((narrow.effect ?? '') !== (wide.effect ?? '') && wide.effect) return false
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    const { tolerationSeconds = Number.POSITIVE_INFINITY } = narrow
    if (tolerationSeconds > wide.tolerationSeconds) return false
  }
  if (wide.operator === 'Exists') return true
  return (narrow.operator ?? 'Equal') === 'Equal' && (narrow.value ?? '') === (wide.value ?? '')
}
