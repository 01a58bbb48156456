// Assertions that stay on in production. A BugError means our own code is wrong, never that input is bad;
// it is caught only at a room's boundary (request, reconcile, pod worker), where it is logged and counted.

/** A defect in wherry itself. */
export class BugError extends Error {
  override readonly name = 'BugError'
}

/** Throws a BugError unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message)
}

/** Returns `value`, or throws a BugError where it is null or undefined. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === undefined || value === null) throw new BugError(message)
  return value
}

/** For the default branch of a switch over a closed union. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${JSON.stringify(value)}`)
}
