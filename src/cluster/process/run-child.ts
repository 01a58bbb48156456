// What `wherry server` and `wherry agent` have in common: they end cleanly on SIGTERM, tell a supervisor that is there
// when they are ready, and word a refusal so that the supervisor can show it.
import { StoppedError } from '../../base/abort.ts'
import { UserError } from '../user-error.ts'
import type { ChildMessage, PreparedMessage } from './child.ts'

export interface ChildContext {
  readonly signal: AbortSignal
  /** Resolves when the supervisor has made the keys; at once where there is none. */
  readonly prepared: Promise<void>
  readonly onReady: () => void
}

function tell(message: ChildMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (process.send === undefined || !process.connected) resolve()
  else process.send(message, undefined, undefined, () => resolve())
  return promise
}

/** A signal that aborts on SIGTERM, SIGINT, or (unless told not to mind) when the parent process has gone. */
export function untilStopped({ withParent = true }: { readonly withParent?: boolean } = {}): AbortSignal {
  const controller = new AbortController()
  const stop = (why: string) => () => controller.abort(new StoppedError(why))
  process.once('SIGTERM', stop('SIGTERM'))
  process.once('SIGINT', stop('SIGINT'))
  // Without its supervisor a child would run on unseen.
  if (withParent && process.send !== undefined) process.once('disconnect', stop('the supervisor has gone'))
  return controller.signal
}

function untilPrepared(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (process.send === undefined) resolve()
  else process.once('message', (message: PreparedMessage) => message.type === 'prepared' && resolve())
  return promise
}

/** Runs until stopped. Throws what `work` throws, after the supervisor was told. */
export async function runChild(work: (context: ChildContext) => Promise<void>): Promise<void> {
  const signal = untilStopped()
  const onReady = () => {
    if (process.send === undefined) process.stderr.write('ready\n')
    void tell({ type: 'ready' })
  }
  try {
    await work({ signal, prepared: untilPrepared(), onReady })
  } catch (error) {
    if (error instanceof UserError) await tell({ type: 'refused', message: error.message })
    throw error
  } finally {
    if (process.connected) process.disconnect?.()
  }
}
