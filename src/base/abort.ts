// Cancellation. A signal's reason is always an Error; an abort is never logged as a failure.

/** The reason given when something is stopped on purpose. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/** True where `error` is only the echo of `signal` having been aborted. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || error instanceof StoppedError || hasAbortName(error))
}

function hasAbortName(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** The signal's reason as an Error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new StoppedError(String(signal.reason))
}

/** Runs `onAbort` once when the signal aborts (at once if it has); disposing the result takes it back. */
export function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  if (signal.aborted) {
    listener()
    return { [Symbol.dispose]: () => {} }
  }
  signal.addEventListener('abort', listener, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => onAbort(signal, resolve))
}

/** Settles as `promise` does, or rejects with the signal's reason when that comes first. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stop, reject } = Promise.withResolvers<never>()
  using _ = onAbort(signal, () => reject(abortReason(signal)))
  return await Promise.race([promise, stop])
}
