// The order of resourceVersions. Upstream has promised it since 1.35 (KEP-5504): decimal numbers without leading zeros,
// compared as numbers however long.

/** Negative where `a` is older than `b`. The empty string is older than any. */
export function compareResourceVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
