// Doing something once an answer has been sent.
import { onAbort } from '../../base/abort.ts'

/** The same body; `then` runs when it ends or fails, and when the signal aborts. It may run twice. */
export function whenSent(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  then: () => void,
): AsyncIterable<Uint8Array> {
  // Also where the transport never comes to read it.
  const abortion = onAbort(signal, then)
  return (async function* () {
    try {
      yield* body
    } finally {
      abortion[Symbol.dispose]()
      then()
    }
  })()
}
