// A number, or a share of a total: how maxSurge, maxUnavailable and budgets are given.
// Upstream: apimachinery pkg/util/intstr/intstr.go GetScaledValueFromIntOrPercent.

/** The value in units of `total`; undefined where the text is no percentage. */
export function scaledValue(
  value: number | string,
  total: number,
  options: { readonly roundUp: boolean },
): number | undefined {
  if (typeof value === 'number') return value
  const match = /^(-?\d{1,9})%$/.exec(value)
  if (match === null) return undefined
  const scaled = (Number(match[1]) * total) / 100
  return options.roundUp ? Math.ceil(scaled) : Math.floor(scaled)
}
