// Runs a list of controllers over one set of informers. The caller runs the informers, and holds the leader's lease.
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Controller } from './controller.ts'
import { type ControllerCounters, newCounters } from './counters.ts'

export interface RunControllersOptions {
  readonly client: Client
  /** Run by the caller, before or after. */
  readonly informers: Informers
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: { withComponent(component: string): EventRecorder }
  /** Filled with one entry a controller, by name. */
  readonly counters?: Map<string, ControllerCounters>
  readonly signal: AbortSignal
}

/** Resolves when all have ended after the signal's abort; rejects where one of them could not go on. */
export async function runControllers(
  controllers: readonly Controller[],
  options: RunControllersOptions,
): Promise<void> {
  const { client, informers, clock, rng, signal } = options
  await using group = new TaskGroup({ signal })
  // All ask for their informers before any starts to work, so that one list of a kind serves them all.
  const runs = controllers.map(({ name, eventComponent, create }) => {
    const counters = newCounters()
    options.counters?.set(name, counters)
    const log = options.log.named(name)
    const events = options.events.withComponent(eventComponent)
    return create({ client, informers, clock, rng, log, events, counters })
  })
  for (const { run } of runs) group.spawn(run)
  await group.wait()
}
