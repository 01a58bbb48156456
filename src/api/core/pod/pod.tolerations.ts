// Which taints a pod bears. Upstream: component-helpers scheduling/corev1/helpers.go, api core/v1/toleration.go.
import type { Taint } from '../node/node.schema.ts'
import type { Toleration } from './pod-scheduling.schema.ts'

/** An empty key or effect of a toleration stands for any. */
export function toleratesTaint(
  toleration: Toleration,
  taint: Pick<Taint, 'key' | 'value' | 'effect'>,
): boolean {
  const { key = '', value = '', effect, operator } = toleration
  if (effect !== undefined && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  switch (operator) {
    case undefined:
    case 'Equal':
      return value === (taint.value ?? '')
    case 'Exists':
      return true
    case 'Lt':
    case 'Gt':
      return comparesAs(operator, { taint: taint.value ?? '', toleration: value })
    default:
      return false
  }
}

function comparesAs(operator: 'Lt' | 'Gt', values: { taint: string; toleration: string }): boolean {
  const whole = /^(0|-?[1-9]\d*)$/
  if (!whole.test(values.taint) || !whole.test(values.toleration)) return false
  const taint = BigInt(values.taint)
  const toleration = BigInt(values.toleration)
  return operator === 'Lt' ? taint < toleration : taint > toleration
}

export function toleratesTaints(
  tolerations: readonly Toleration[] | undefined,
  taint: Pick<Taint, 'key' | 'value' | 'effect'>,
): boolean {
  return tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false
}

/** The first taint with one of `effects` that no toleration covers. */
export function findUntolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[] = ['NoSchedule', 'NoExecute'],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !toleratesTaints(tolerations, taint))
}

/** Equal where two tolerations say the same, so that adding one to the other's list would change nothing. */
export function tolerationKey({ key = '', operator = 'Equal', value = '', effect }: Toleration): string {
  return JSON.stringify([key, operator, value, effect ?? ''])
}
