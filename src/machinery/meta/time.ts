// The text forms of times in objects (metav1.Time, metav1.MicroTime), from and to milliseconds since 1970.

/** RFC 3339 in whole seconds, as metav1.Time prints it. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** RFC 3339 with six digits, as metav1.MicroTime prints it. */
export function microTimeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`
}

/** Milliseconds of either form; undefined for an absent, zero or malformed time. */
export function timeMs(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null || text === '') return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
