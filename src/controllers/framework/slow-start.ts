// Carries out many alike calls in growing batches, so that a fault that hits them all (quota, admission) costs few calls.
// Upstream: pkg/controller/replicaset/replica_set.go slowStartBatch.

export interface SlowStartResult {
  readonly succeeded: number
  readonly error: unknown
}

/** Calls `call` for 0 to count - 1: one, then two, then four at a time, until a batch has a failure. */
export async function slowStart(
  count: number,
  call: (index: number) => Promise<void>,
): Promise<SlowStartResult> {
  let next = 0
  for (let size = 1; next < count; size *= 2) {
    const batch = Array.from({ length: Math.min(size, count - next) }, (_, offset) => call(next + offset))
    const results = await Promise.allSettled(batch)
    const failure = results.find((result) => result.status === 'rejected')
    const succeeded = next + results.filter((result) => result.status === 'fulfilled').length
    if (failure !== undefined) return { succeeded, error: failure.reason }
    next += batch.length
  }
  return { succeeded: count, error: undefined }
}
