// Exponential back-off as a pure value: how long to wait after the n-th failure in a row.
import type { Rng } from './rng.ts'

export interface BackoffPolicy {
  readonly initialMs: number
  readonly maxMs: number
  readonly factor?: number
  /** Adds up to this share at random (0.2 is 20 %). */
  readonly jitter?: number
}

/** The delay in milliseconds before retry number `failures` (1 for the first). */
export function backoffDelay(policy: BackoffPolicy, failures: number, rng?: Rng): number {
  const exponent = Math.min(Math.max(0, failures - 1), 52)
  const base = Math.min(policy.maxMs, policy.initialMs * (policy.factor ?? 2) ** exponent)
  const jitter = rng === undefined ? 0 : (policy.jitter ?? 0) * rng.next()
  return base * (1 + jitter)
}
