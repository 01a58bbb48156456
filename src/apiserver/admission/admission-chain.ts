// Runs the plugins that a request concerns, in their order: first all that change objects, later all that only judge.
import type { Kind } from '../../machinery/kind.ts'
import type { AdmissionPlugin, AdmissionReader, AdmissionRequest } from './admission.ts'
import { existingReinvocation } from './reinvocation.ts'

export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[]
  readonly #reader: AdmissionReader
  /** Plugins of a kind, subresource and operation. */
  readonly #concerned = new Map<Kind, Map<string, readonly AdmissionPlugin[]>>()

  constructor(plugins: readonly AdmissionPlugin[], reader: AdmissionReader) {
    this.#plugins = plugins
    this.#reader = reader
  }

  /**
   * Throws the refusal of the first plugin that refuses. True where somebody from outside (a webhook, a policy) changed
   * the object, which then has to be prepared again.
   */
  async mutate(request: AdmissionRequest): Promise<boolean> {
    await this.#round(request)
    const rounds = existingReinvocation(request)
    if (rounds === undefined || !rounds.changed) return false
    rounds.isSecond = true
    await this.#round(request)
    return true
  }

  async #round(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.#of(request)) {
      if (plugin.mutate === undefined) continue
      const verdict = plugin.mutate(request as never, this.#reader)
      const refusal = verdict instanceof Promise ? await verdict : verdict
      if (refusal !== undefined) throw refusal
    }
  }

  async validate(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.#of(request)) {
      if (plugin.validate === undefined) continue
      const verdict = plugin.validate(request, this.#reader)
      const refusal = verdict instanceof Promise ? await verdict : verdict
      if (refusal !== undefined) throw refusal
    }
  }

  #of(request: AdmissionRequest): readonly AdmissionPlugin[] {
    const { kind, operation, subresource } = request
    let ofKind = this.#concerned.get(kind)
    if (ofKind === undefined) {
      ofKind = new Map()
      this.#concerned.set(kind, ofKind)
    }
    const key = `${operation}/${subresource}`
    let plugins = ofKind.get(key)
    if (plugins === undefined) {
      plugins = this.#plugins.filter((plugin) => concerns(plugin, request))
      ofKind.set(key, plugins)
    }
    return plugins
  }
}

function concerns(plugin: AdmissionPlugin, { kind, operation, subresource }: AdmissionRequest): boolean {
  if (!plugin.on.includes(operation)) return false
  if (plugin.kinds !== undefined && !plugin.kinds.includes(kind)) return false
  const { subresources = [''] } = plugin
  return subresources === '*' || subresources.includes(subresource)
}
