// Amounts of bytes that are not whole. Upstream: pkg/api/pod/warnings.go, pkg/api/persistentvolumeclaim/util.go.
import { parseQuantity } from '../../machinery/quantity/quantity.ts'

/** Upstream looks at thousandths, rounded up. */
export function fractionWarning(value: string | undefined, path: string): string[] {
  const { unscaled, exponent } = parseQuantity(value ?? '0') ?? { unscaled: 0n, exponent: 0 }
  if (exponent >= 0 || unscaled % 10n ** BigInt(-exponent) === 0n) return []
  return [`${path}: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`]
}
