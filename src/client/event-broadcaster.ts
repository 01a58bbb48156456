// Sends what recorders record to the server, one after the other, behind the caller's back. Events are a courtesy: what
// cannot be sent in time is dropped. Upstream: client-go tools/record/event.go.

import { Event } from '../api/core/event/event.kind.ts'
import { isAbort } from '../base/abort.ts'
import { type Clock, sleep } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { timeText } from '../machinery/meta/time.ts'
import { isNotFound, StatusError } from '../machinery/status-error.ts'
import type { Client } from './client.ts'
import { EventCorrelator, type NewEvent } from './event-correlator.ts'
import type { EventRecorder, EventSubject } from './event-recorder.ts'
import { WorkQueue } from './work-queue.ts'

export interface EventBroadcasterConfig {
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Such as `kubelet` or `default-scheduler`. */
  readonly component: string
  /** The node, where the component belongs to one. */
  readonly host?: string
}

/** A recorder, and the task that sends what it and its siblings record. */
export interface EventBroadcaster extends EventRecorder {
  /** A recorder for another component over the same queue. */
  withComponent(component: string, host?: string): EventRecorder
  /** Sends until the signal aborts; what is still queued then is dropped. */
  run(signal: AbortSignal): Promise<void>
}

// Upstream: client-go tools/record/event.go maxTriesPerEvent, defaultSleepDuration, maxQueuedEvents.
const maxTries = 12
const retryMs = 10_000
const maxQueued = 1000

type Recorded = Parameters<EventRecorder['event']>[1]

export function createEventRecorder(config: EventBroadcasterConfig): EventBroadcaster {
  const queue = new WorkQueue<NewEvent>({ clock: config.clock })
  const correlator = new EventCorrelator()
  let serial = 0
  const recorder = (component: string, host = ''): EventRecorder => ({
    event(subject, recorded) {
      if (queue.depth >= maxQueued) return
      serial = (serial + 1) % 1_000_000
      queue.add(makeEvent(subject, recorded, { component, host, nowMs: config.clock.now(), serial }))
    },
  })
  return {
    event: recorder(config.component, config.host).event,
    withComponent: (component, host = config.host) => recorder(component, host),
    async run(signal) {
      using _ = queue
      for (;;) {
        const event = await queue.get({ signal })
        await send(event, { ...config, correlator, signal })
        queue.done(event)
      }
    },
  }
}

function makeEvent(
  subject: EventSubject,
  recorded: Recorded,
  from: {
    readonly component: string
    readonly host: string
    readonly nowMs: number
    readonly serial: number
  },
): NewEvent {
  const { name, namespace = '' } = subject.metadata
  const now = timeText(from.nowMs)
  const { type, reason, message, annotations } = recorded
  // Nanoseconds as upstream's; the clock has only milliseconds, the rest keeps names apart.
  const stamp = BigInt(Math.floor(from.nowMs)) * 1_000_000n + BigInt(from.serial)
  return {
    apiVersion: Event.apiVersion,
    kind: Event.kind,
    metadata: {
      name: `${name}.${stamp.toString(16)}`,
      namespace: namespace === '' ? 'default' : namespace,
      ...(annotations && { annotations }),
    },
    involvedObject: involvedObject(subject, recorded.fieldPath),
    reason,
    message,
    type,
    source: { component: from.component, ...(from.host !== '' && { host: from.host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    reportingComponent: from.component,
    reportingInstance: from.host,
  }
}

function involvedObject(subject: EventSubject, givenPath: string | undefined): Event['involvedObject'] {
  const { name, namespace, uid } = subject.metadata
  const resourceVersion = 'resourceVersion' in subject.metadata ? subject.metadata.resourceVersion : undefined
  const fieldPath = givenPath ?? ('fieldPath' in subject ? subject.fieldPath : undefined)
  return {
    kind: subject.kind,
    apiVersion: subject.apiVersion,
    name,
    ...(namespace && { namespace }),
    ...(uid && { uid }),
    ...(resourceVersion && { resourceVersion }),
    ...(fieldPath && { fieldPath }),
  }
}

type SendOptions = EventBroadcasterConfig & {
  readonly correlator: EventCorrelator
  readonly signal: AbortSignal
}

async function send(recorded: NewEvent, options: SendOptions): Promise<void> {
  const { clock, log, correlator, signal } = options
  const correlated = correlator.correlate(recorded, clock.now())
  if (correlated.action === 'drop') return
  for (let tries = 1; ; tries++) {
    try {
      await (correlated.action === 'create'
        ? create(correlated.event, options)
        : patch(correlated.event, options))
      return
    } catch (error) {
      if (isAbort(error, signal)) throw error
      // What the server refuses once it refuses again; only its absence is worth waiting for.
      if (error instanceof StatusError || tries >= maxTries) {
        correlator.forget(correlated.key)
        log.debug('event dropped', { reason: recorded.reason, tries, error })
        return
      }
    }
    await sleep(clock, retryMs * (tries === 1 ? options.rng.next() : 1), { signal })
  }
}

async function create(event: NewEvent, { client, signal }: SendOptions): Promise<void> {
  await client.create(Event, event, { signal })
}

async function patch(event: NewEvent, options: SendOptions): Promise<void> {
  const { count, lastTimestamp, message } = event
  const body = { count, lastTimestamp, message }
  try {
    await options.client.patch(Event, event.metadata, { type: 'strategic', body, signal: options.signal })
  } catch (error) {
    // Events expire: a count that goes on is then a new object under the old name.
    if (!isNotFound(error)) throw error
    await create(event, options)
  }
}
