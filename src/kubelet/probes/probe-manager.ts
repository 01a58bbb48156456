// The probe workers of all pods: started when a pod is first set up, ended with it. Remembers verdicts and tells pod
// workers when one changes. Upstream: pkg/kubelet/prober/prober_manager.go

import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { Probe } from '../../api/core/pod/pod-probes.schema.ts'
import type { ContainerStatus, PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { isAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { TaskGroup } from '../../base/task-group.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { containerFieldPath } from '../pods/container-events.ts'
import type { ProbeVerdicts } from '../pods/container-kill.ts'
import type { ProbeStates } from '../status/pod-status.ts'
import type { ProbeOutcome } from './probe-result.ts'
import { type ProbeKind, ProbeResults } from './probe-results.ts'
import { containerIdOf, ProbeWorker, probeLabel } from './probe-worker.ts'
import type { Prober } from './prober.ts'

export interface ProbeManagerOptions {
  readonly prober: Prober
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  readonly tasks: TaskGroup
  /** A verdict of this pod changed. */
  onChange(podUid: string): void
}

interface Running {
  readonly worker: ProbeWorker
  readonly kind: ProbeKind
  readonly stop: AbortController
}

interface Probed {
  pod: Pod
  status: PodStatus
  readonly workers: Map<string, Running>
}

const startupSpreadMs = 10_000

export class ProbeManager implements ProbeStates, ProbeVerdicts {
  readonly #options: ProbeManagerOptions
  readonly #results = new ProbeResults()
  readonly #pods = new Map<string, Probed>()
  readonly #startedAtMs: number

  constructor(options: ProbeManagerOptions) {
    this.#options = options
    this.#startedAtMs = options.clock.now()
  }

  liveness(containerId: string) {
    return this.#results.get('liveness', containerId)
  }

  startup(containerId: string) {
    return this.#results.get('startup', containerId)
  }

  isStarted(container: Container, status: ContainerStatus): boolean {
    return container.startupProbe === undefined || this.startup(containerIdOf(status)) === 'Success'
  }

  isReady(container: Container, status: ContainerStatus): boolean {
    if (container.readinessProbe === undefined) return true
    return this.#results.get('readiness', containerIdOf(status)) === 'Success'
  }

  /** Takes over what the API remembers of containers that ran before this kubelet did. */
  adopt(pod: Pod): void {
    const { status } = pod
    for (const one of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]) {
      const id = containerIdOf(one)
      if (id === '' || one.state?.running === undefined) continue
      if (one.started === true) this.#results.set('startup', id, 'Success')
      if (one.ready) this.#results.set('readiness', id, 'Success')
    }
  }

  /** Starts what is missing. */
  add(pod: Pod, status: PodStatus): void {
    const known = this.#pods.get(pod.metadata.uid)
    const probed = known ?? { pod, status, workers: new Map<string, Running>() }
    this.#pods.set(pod.metadata.uid, probed)
    this.update(pod, status)
    const containers = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers]
    for (const container of containers) {
      this.#start(probed, container, { kind: 'startup', probe: container.startupProbe })
      this.#start(probed, container, { kind: 'liveness', probe: container.livenessProbe })
      this.#start(probed, container, { kind: 'readiness', probe: container.readinessProbe })
    }
  }

  /** Tells the workers how the pod is now. One that waits to become ready is probed at once. */
  update(pod: Pod, status: PodStatus): void {
    const probed = this.#pods.get(pod.metadata.uid)
    if (probed === undefined) return
    const before = probed.status
    Object.assign(probed, { pod, status })
    for (const [key, { worker }] of probed.workers) {
      const name = key.slice(key.indexOf('/') + 1)
      if (hasJustStarted(find(status, name), find(before, name))) worker.trigger()
    }
  }

  /** The pod is ending: only its readiness is of interest from now on. */
  stopLivenessAndStartup(podUid: string): void {
    const workers = this.#pods.get(podUid)?.workers
    for (const [key, { kind, stop }] of workers ?? []) {
      if (kind === 'readiness') continue
      stop.abort()
      workers?.delete(key)
    }
  }

  remove(podUid: string): void {
    for (const { stop } of this.#pods.get(podUid)?.workers.values() ?? []) stop.abort()
    this.#pods.delete(podUid)
  }

  #start(
    probed: Probed,
    container: Container,
    { kind, probe }: { readonly kind: ProbeKind; readonly probe: Probe | undefined },
  ): void {
    const key = `${kind}/${container.name}`
    if (probe === undefined || probed.workers.has(key)) return
    const { prober, clock, rng, tasks, onChange } = this.#options
    const { uid } = probed.pod.metadata
    const readopted = find(probed.status, container.name)?.state?.running !== undefined
    const stop = new AbortController()
    const worker = new ProbeWorker({
      kind,
      container,
      probe,
      prober,
      results: this.#results,
      clock,
      rng,
      spreadMs: readopted && clock.now() - this.#startedAtMs < startupSpreadMs ? startupSpreadMs : 0,
      look: () => ({
        pod: probed.pod,
        podIP: probed.status.podIP ?? '',
        status: find(probed.status, container.name),
      }),
      onVerdict: (verdict) => {
        // A liveness probe that goes on succeeding changes nothing.
        if (kind !== 'liveness' || verdict === 'Failure') onChange(uid)
      },
      onTrouble: (trouble) => this.#report(probed.pod, container, { kind, trouble }),
    })
    probed.workers.set(key, { worker, kind, stop })
    tasks.spawn(async (signal) => {
      const either = AbortSignal.any([signal, stop.signal])
      await worker.run(either).catch((error: unknown) => {
        if (!isAbort(error, either)) throw error
      })
    })
  }

  #report(
    pod: Pod,
    container: Container,
    {
      kind,
      trouble,
    }: { readonly kind: ProbeKind; readonly trouble: ProbeOutcome | { readonly error: Error } },
  ): void {
    const { events, log } = this.#options
    const label = probeLabel(kind)
    const fieldPath = containerFieldPath(pod, container.name)
    const warn = (reason: string, message: string) =>
      events.event(pod, { type: 'Warning', reason, message, ...(fieldPath !== undefined && { fieldPath }) })
    if ('error' in trouble) {
      warn('Unhealthy', `${label} probe errored and resulted in unknown state: ${trouble.error.message}`)
    } else if (trouble.result === 'Warning') {
      warn('ProbeWarning', `${label} probe warning: ${trouble.output}`)
    } else {
      warn('Unhealthy', `${label} probe failed: ${trouble.output}`)
    }
    log.debug('probe failed', { pod: pod.metadata.name, container: container.name, probe: kind })
  }
}

function find(status: PodStatus, name: string): ContainerStatus | undefined {
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]
  return statuses.find((one) => one.name === name)
}

function hasJustStarted(now: ContainerStatus | undefined, before: ContainerStatus | undefined): boolean {
  if (now?.state?.running === undefined) return false
  const replaced = now.containerID !== before?.containerID || before?.state?.running === undefined
  return replaced || (now.started === true && before.started !== true)
}
