// A second round of mutating admission: what one plugin changed, plugins before it may want to see. There is at most one.
// Upstream: apiserver pkg/admission/plugin/webhook/mutating/reinvocationcontext.go, pkg/admission/reinvocation.
import { cloneJson, equalJson } from '../../machinery/json-value.ts'
import type { AdmissionRequest } from './admission.ts'

export class Reinvocation {
  /** The second round is under way. */
  isSecond = false
  /** A webhook or policy changed the object: it has to be prepared again, and the plugins before it run again. */
  changed = false
  /** Ids of those that asked to be called again. */
  readonly #invoked = new Set<string>()
  readonly #again = new Set<string>()
  #lastOutput: unknown

  /** Remembers one that wants to be called again when others change the object after it. */
  addInvoked(id: string): void {
    this.#invoked.add(id)
  }

  /** Everyone called so far is to be called again. */
  requireAgain(): void {
    for (const id of this.#invoked) this.#again.add(id)
    this.#invoked.clear()
  }

  wantsAgain(id: string): boolean {
    return this.#again.has(id)
  }

  /** The object as the last of them left it, to see whether others change it. */
  keepOutput(object: unknown): void {
    this.#lastOutput = this.#invoked.size === 0 ? undefined : cloneJson(object)
  }

  differsFromOutput(object: unknown): boolean {
    return this.#lastOutput !== undefined && !equalJson(this.#lastOutput, object)
  }
}

/** Only requests that a webhook or policy was asked about have one. */
const rounds = new WeakMap<AdmissionRequest, Reinvocation>()

export function reinvocationOf(request: AdmissionRequest): Reinvocation {
  let found = rounds.get(request)
  if (found === undefined) {
    found = new Reinvocation()
    rounds.set(request, found)
  }
  return found
}

export function existingReinvocation(request: AdmissionRequest): Reinvocation | undefined {
  return rounds.get(request)
}
