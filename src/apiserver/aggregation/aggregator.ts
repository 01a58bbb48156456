// Aggregation as a whole: API services of the server's own groups are kept, those of others are checked, merged into
// discovery and passed on to. Costs a map's lookup where there are none. Upstream: kube-aggregator pkg/apiserver.
import {
  availableCondition,
  isAvailable,
} from '../../api/apiregistration/api-service/api-service.conditions.ts'
import { isAbort, onAbort } from '../../base/abort.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { ConnectHandler } from '../connect.ts'
import type { Outbound, PeerTls } from '../outbound/outbound.ts'
import type { ServiceCaches } from '../outbound/service-resolver.ts'
import type { Core } from '../registry/core.ts'
import type { Resources } from '../registry/resources.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { AggregationMetrics } from './aggregation-metrics.ts'
import { Alarm } from './alarm.ts'
import { checkService, markLocal } from './availability.ts'
import { currentServices, registerLocalServices } from './local-services.ts'
import { type ProxyHandler, proxyHandler } from './proxy.ts'
import type { RemoteDocuments } from './remote-documents.ts'
import { RemoteOpenApi } from './remote-openapi.ts'
import { type RemoteService, RemoteServices, remoteService } from './remote-services.ts'
import { watchAggregation } from './watch-aggregation.ts'

export interface AggregatorOptions {
  readonly resources: Resources
  readonly outbound: Outbound
  readonly caches: ServiceCaches
  /** Certificate and key by which aggregated servers know us. */
  readonly client: PeerTls
  readonly metrics: AggregationMetrics
}

/** Upstream: the resync of its informer. */
const recheckMs = 30_000
const firstRetryMs = 1000
/** Several events come at once when a server is installed. */
const settleMs = 50

interface Schedule {
  /** The object that was looked at. */
  specKey: string
  dueMs: number
  retryMs: number
}

export class Aggregator {
  readonly #options: AggregatorOptions
  readonly services: RemoteServices
  /** What they say in `/openapi/v2`. */
  readonly openApi = new RemoteOpenApi()
  readonly #documents = new Map<string, RemoteDocuments>()
  readonly #schedule = new Map<string, Schedule>()
  #asking: TaskGroup | undefined
  #generation = 0
  /** Of the kinds whose API services are there. */
  #registered = -1

  constructor(options: AggregatorOptions) {
    this.#options = options
    this.services = new RemoteServices(options.resources)
  }

  /** Another number where aggregated servers offer something else. */
  get generation(): number {
    return this.#generation
  }

  documentsOf(service: RemoteService): RemoteDocuments | undefined {
    return this.#documents.get(service.name)
  }

  /** Who answers a request of a group version that is not ours; undefined for all others. */
  handlerFor(request: ApiRequest): ConnectHandler | undefined {
    if (this.services.all.size === 0) return undefined
    const { group, version } = groupVersionOf(request)
    const service = this.services.of(group, version)
    return service === undefined ? undefined : this.proxyTo(service)
  }

  proxyTo(service: RemoteService): ProxyHandler {
    return proxyHandler(service, this.#options)
  }

  /** Makes the server's own API services; part of its start. */
  async start(core: Core, signal: AbortSignal): Promise<void> {
    this.#registered = core.resources.generation
    await registerLocalServices(core, { signal, starting: true })
  }

  /** Follows what is served and who answers until the signal aborts. */
  async run(core: Core, signal: AbortSignal): Promise<void> {
    const alarm = new Alarm(core.clock)
    using _watching = watchAggregation(core, {
      services: this.services,
      onObjects: () => alarm.ring(),
      onBackends: () => {
        this.#markDue()
        alarm.ring()
      },
    })
    using _abort = onAbort(signal, () => alarm.ring())
    // A document that is slow to come holds up nothing else.
    await using asking = new TaskGroup({ signal })
    this.#asking = asking
    while (!signal.aborted) {
      if (this.#registered !== core.resources.generation) {
        this.#registered = core.resources.generation
        await this.#try(core, signal, () => registerLocalServices(core, { signal, starting: false }))
      }
      await this.#checkDue(core, signal)
      await alarm.wait(this.#nextDelay(core))
    }
  }

  /** A service or its endpoints changed: all are looked at again. */
  #markDue(): void {
    for (const schedule of this.#schedule.values()) schedule.dueMs = 0
  }

  #nextDelay(core: Core): number | undefined {
    const now = core.clock.monotonic()
    let least: number | undefined
    for (const { dueMs } of this.#schedule.values())
      least = Math.min(least ?? Infinity, Math.max(dueMs - now, settleMs))
    return least
  }

  async #checkDue(core: Core, signal: AbortSignal): Promise<void> {
    const { all } = this.services
    for (const name of [...this.#schedule.keys()]) {
      if (all.has(name)) continue
      this.#schedule.delete(name)
      this.#options.metrics.forget(name)
      this.openApi.forget(name)
      if (this.#documents.delete(name)) this.#generation++
    }
    await this.#restoreLocal(core, signal)
    const now = core.clock.monotonic()
    const due = [...all.values()].filter((service) => this.#isDue(service, now))
    await Promise.all(due.map((service) => this.#try(core, signal, () => this.#check(service, core, signal))))
  }

  #isDue(service: RemoteService, now: number): boolean {
    const schedule = this.#schedule.get(service.name)
    return schedule === undefined || schedule.dueMs <= now || schedule.specKey !== specKeyOf(service)
  }

  async #check(service: RemoteService, core: Core, signal: AbortSignal): Promise<void> {
    const schedule = this.#schedule.get(service.name) ?? { specKey: '', dueMs: 0, retryMs: firstRetryMs }
    schedule.specKey = specKeyOf(service)
    this.#schedule.set(service.name, schedule)
    // Due again soon if what follows fails.
    schedule.dueMs = core.clock.monotonic() + schedule.retryMs
    const context = { core, clock: core.clock, ...this.#options }
    const { status, reason, documents } = await checkService(service, context, signal)
    const isUp = status === 'True'
    this.#options.metrics.observe(service.name, { isUp, reason, wasUp: isAvailable(service.object) })
    schedule.retryMs = isUp ? firstRetryMs : Math.min(schedule.retryMs * 2, recheckMs)
    schedule.dueMs = core.clock.monotonic() + (isUp ? recheckMs : schedule.retryMs)
    if (documents === undefined) return
    this.#asking?.spawn((stop) =>
      this.#try(core, stop, () =>
        this.openApi.refresh(service, { ...context, specKey: specKeyOf(service), signal: stop }),
      ),
    )
    const before = this.#documents.get(service.name)
    if (JSON.stringify(before) === JSON.stringify(documents)) return
    this.#documents.set(service.name, documents)
    this.#generation++
  }

  /** One whose service was taken away answers for itself again. */
  async #restoreLocal(core: Core, signal: AbortSignal): Promise<void> {
    for (const object of currentServices(core.resources)) {
      if (remoteService(object) !== undefined || availableCondition(object)?.reason === 'Local') continue
      await this.#try(core, signal, () => markLocal(object, { core, signal }))
    }
  }

  async #try(core: Core, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!isAbort(error, signal)) core.log.warn('looking after API services failed', { err: error })
    }
  }
}

function specKeyOf({ object }: RemoteService): string {
  return `${object.metadata.uid} ${JSON.stringify(object.spec)}`
}

/** From the path, where it is not that of a resource. */
function groupVersionOf({ info }: ApiRequest): { readonly group: string; readonly version: string } {
  if (info.isResource) return info
  const match = /^\/apis\/([^/]+)\/([^/]+)\/?$/.exec(info.path)
  return { group: match?.[1] ?? '', version: match?.[2] ?? '' }
}
