// The last verdict of each probe, by the id of the container it is about.
import type { ProbeVerdict } from './probe-result.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

export class ProbeResults {
  readonly #verdicts: Readonly<Record<ProbeKind, Map<string, ProbeVerdict>>> = {
    liveness: new Map(),
    readiness: new Map(),
    startup: new Map(),
  }

  get(kind: ProbeKind, containerId: string): ProbeVerdict | undefined {
    return this.#verdicts[kind].get(containerId)
  }

  /** Answers whether that was news. */
  set(kind: ProbeKind, containerId: string, verdict: ProbeVerdict): boolean {
    const changed = this.#verdicts[kind].get(containerId) !== verdict
    this.#verdicts[kind].set(containerId, verdict)
    return changed
  }

  remove(kind: ProbeKind, containerId: string): void {
    this.#verdicts[kind].delete(containerId)
  }
}
