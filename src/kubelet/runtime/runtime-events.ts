// Hears at once of containers that start and end, where the runtime tells of them (containerd since 1.7). What is heard only
// hurries the next look at everything, which stays the truth. Upstream: pkg/kubelet/pleg/evented.go
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { isCriError } from '../cri/cri-error.ts'

export interface RuntimeEventsOptions {
  readonly cri: Pick<CriClient, 'getContainerEvents'>
  readonly clock: Clock
  readonly log: Logger
  onEvent(): void
}

const retryMs = 5_000

/** Ends by itself where the runtime knows no events. */
export async function followRuntimeEvents(options: RuntimeEventsOptions, signal: AbortSignal): Promise<void> {
  const { cri, clock, log, onEvent } = options
  for (;;) {
    try {
      for await (const _ of cri.getContainerEvents({}, { signal })) onEvent()
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (isCriError(error, 'Unimplemented')) {
        log.debug('the container runtime tells of no events')
        return
      }
    }
    await sleep(clock, retryMs, { signal })
  }
}
