// Waiting for a transaction of the library's, and why it failed.

// All writes of one turn share one promise or few; every one must be waited for, or its rejection is a stray one.
/** Resolves when all of them are on disk. */
export async function written(writes: ReadonlySet<Promise<boolean>>): Promise<void> {
  const results = await Promise.allSettled(writes)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw await commitErrorOf(failed.reason)
}

// The library says why only in a promise on the error.
async function commitErrorOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error
  try {
    await error.commitError
    return error
  } catch (cause) {
    return cause
  }
}
