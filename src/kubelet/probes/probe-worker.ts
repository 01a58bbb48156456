// Probes one container of a pod again and again, in one way, and turns runs of results into verdicts.
// Upstream: pkg/kubelet/prober/worker.go

import { isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { Probe } from '../../api/core/pod/pod-probes.schema.ts'
import type { ContainerStatus } from '../../api/core/pod/pod-status.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { timeMs } from '../../machinery/meta/time.ts'
import { Wakeup } from '../wakeup.ts'
import type { ProbeOutcome, ProbeVerdict } from './probe-result.ts'
import type { ProbeKind, ProbeResults } from './probe-results.ts'
import type { Prober } from './prober.ts'

/** What a worker sees of its pod now. */
export interface ProbedPod {
  readonly pod: Pod
  readonly podIP: string
  readonly status: ContainerStatus | undefined
}

export interface ProbeWorkerOptions {
  readonly kind: ProbeKind
  readonly container: Container
  readonly probe: Probe
  readonly prober: Pick<Prober, 'run'>
  readonly results: ProbeResults
  readonly clock: Clock
  readonly rng: Rng
  /** Up to this long the first probe is put off, so that those of a kubelet just started do not come all at once. */
  readonly spreadMs: number
  look(): ProbedPod | undefined
  /** The verdict has changed. */
  onVerdict(verdict: ProbeVerdict): void
  /** A single probe was not a success. */
  onTrouble(outcome: ProbeOutcome | { readonly error: Error }): void
}

const initialVerdicts: Readonly<Record<ProbeKind, ProbeVerdict>> = {
  liveness: 'Success',
  readiness: 'Failure',
  startup: 'Unknown',
}
const labels: Readonly<Record<ProbeKind, string>> = {
  liveness: 'Liveness',
  readiness: 'Readiness',
  startup: 'Startup',
}

export function probeLabel(kind: ProbeKind): string {
  return labels[kind]
}

export function containerIdOf(status: ContainerStatus | undefined): string {
  return (status?.containerID ?? '').replace(/^[^:]*:\/\//, '')
}

export class ProbeWorker {
  readonly #options: ProbeWorkerOptions
  #containerId = ''
  /** The container is going to be replaced: there is nothing to find out. */
  #onHold = false
  #last: ProbeVerdict = 'Unknown'
  #run = 0
  readonly #wakeup = new Wakeup()

  constructor(options: ProbeWorkerOptions) {
    this.#options = options
  }

  /** Probes now instead of at the end of the period. */
  trigger(): void {
    this.#wakeup.wake()
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, rng, results, kind, spreadMs, probe } = this.#options
    const periodMs = Math.max(1, probe.periodSeconds ?? 10) * 1000
    try {
      await sleep(clock, rng.next() * Math.min(spreadMs, periodMs), { signal })
      while (await this.#probe(signal)) {
        this.#wakeup.clear()
        await this.#wakeup.wait(clock, periodMs, { signal })
      }
    } finally {
      if (this.#containerId !== '') results.remove(kind, this.#containerId)
    }
  }

  /** Answers whether to go on. */
  async #probe(signal: AbortSignal): Promise<boolean> {
    const { kind, container, clock, probe, results } = this.#options
    const seen = this.#options.look()
    if (seen === undefined) return true
    const { pod, status } = seen
    const id = containerIdOf(status)
    if (status === undefined || id === '') return true
    if (id !== this.#containerId) this.#adopt(id)
    if (this.#onHold) return true
    if (status.state?.running === undefined) {
      this.#set('Failure')
      return status.state?.terminated === undefined || pod.spec.restartPolicy !== 'Never'
    }
    if (isPodTerminating(pod) && kind !== 'readiness') {
      // It must not be taken for unhealthy while it ends.
      this.#set('Success')
      return false
    }
    const ageMs = clock.now() - (timeMs(status.state.running.startedAt) ?? 0)
    if (ageMs < (probe.initialDelaySeconds ?? 0) * 1000) return true
    const started = container.startupProbe === undefined || results.get('startup', id) === 'Success'
    // A startup probe ends with its first success, and the others wait for it.
    if (started === (kind === 'startup')) return true
    return await this.#judge(seen, { id, signal })
  }

  #adopt(id: string): void {
    const { results, kind } = this.#options
    if (this.#containerId !== '') results.remove(kind, this.#containerId)
    this.#containerId = id
    this.#onHold = false
    this.#run = 0
    this.#last = 'Unknown'
    // A container of an earlier life of the kubelet keeps the verdict that the API remembers.
    if (results.get(kind, id) === undefined) this.#set(initialVerdicts[kind])
  }

  #set(verdict: ProbeVerdict): void {
    const { results, kind } = this.#options
    if (results.set(kind, this.#containerId, verdict)) this.#options.onVerdict(verdict)
  }

  async #judge(
    { podIP }: ProbedPod,
    { id, signal }: { readonly id: string; readonly signal: AbortSignal },
  ): Promise<boolean> {
    const { kind, container, probe, prober, onTrouble } = this.#options
    let outcome: ProbeOutcome
    try {
      outcome = await prober.run(probe, { container, containerId: id, podIP }, { signal })
    } catch (error) {
      if (isAbort(error, signal)) throw error
      onTrouble({ error: error as Error })
      return true
    }
    if (outcome.result !== 'Success') onTrouble(outcome)
    const verdict = outcome.result === 'Warning' ? 'Success' : outcome.result
    this.#run = verdict === this.#last ? this.#run + 1 : 1
    this.#last = verdict
    const { failureThreshold = 3, successThreshold = 1 } = probe
    if (this.#run < (verdict === 'Success' ? successThreshold : failureThreshold)) return true
    this.#set(verdict)
    if (kind !== 'readiness' && verdict === 'Failure') {
      this.#onHold = true
      this.#run = 0
    }
    return true
  }
}
