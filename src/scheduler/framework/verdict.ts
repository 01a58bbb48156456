// What a plugin answers: a value, never a throw. Upstream: kube-scheduler framework interface.go Status.

export type VerdictCode =
  | 'Success'
  /** Something broke; the pod is retried after a back-off. */
  | 'Error'
  /** Not here now; preempting pods may help. */
  | 'Unschedulable'
  /** Not here, and no preemption helps. */
  | 'UnschedulableAndUnresolvable'
  /** Permit only: somebody will allow or reject the pod later. */
  | 'Wait'
  /** The plugin has nothing to say about this pod; its later extension points are left out. */
  | 'Skip'
  /** The plugin itself will cause the event that frees the pod. */
  | 'Pending'

export interface Verdict {
  readonly code: VerdictCode
  readonly reasons?: readonly string[]
  readonly cause?: unknown
}

export const success: Verdict = { code: 'Success' }
export const skip: Verdict = { code: 'Skip' }

/** A verdict of code Error for something that was thrown. */
export function errorVerdict(error: unknown): Verdict {
  return { code: 'Error', reasons: [error instanceof Error ? error.message : String(error)], cause: error }
}

/** True where the pod was turned away, as opposed to something having broken. */
export function isRejection(verdict: Verdict): boolean {
  const { code } = verdict
  return code === 'Unschedulable' || code === 'UnschedulableAndUnresolvable' || code === 'Pending'
}

export function verdictMessage(verdict: Verdict): string {
  return (verdict.reasons ?? []).join(', ')
}
