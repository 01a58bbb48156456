// What aggregated servers say in `/openapi/v2`, kept as text, and as version 3 for those that have none of that: asked again each minute, with the tag of what is there already.
// One that fails keeps its last document and is asked less and less often. Upstream: kube-aggregator
// pkg/controllers/openapi/controller.go, pkg/controllers/openapi/aggregator.
import { isJsonObject } from '../../machinery/json-value.ts'
import { openApi2To3 } from '../openapi/convert-openapi.ts'
import { hashText, type OpenApi3Document, openApiForms } from '../openapi/openapi-answer.ts'
import { type AskContext, askJson, locate } from './ask-server.ts'
import { filterByPaths, isShallow, type OpenApiSpec, openApiSpec, specDocument } from './merge-openapi.ts'
import type { RemoteService } from './remote-services.ts'

const refreshMs = 60_000
const maxRetryMs = 3_600_000
const timeoutMs = 60_000
const maxBytes = 16 * 1024 * 1024

interface Kept {
  service: RemoteService
  /** Of the object whose server was asked. */
  readonly specKey: string
  /** The document's, as the server gave it. */
  etag: string | undefined
  /** Of `text`. */
  hash: string
  text: string | undefined
  /** `text` as version 3, made when somebody asks for it. */
  converted: OpenApi3Document | undefined
  dueMs: number
  retryMs: number
}

export class RemoteOpenApi {
  readonly #byName = new Map<string, Kept>()
  #generation = 0

  /** Another number where a document is another. */
  get generation(): number {
    return this.#generation
  }

  get isEmpty(): boolean {
    return this.#byName.values().every(({ text }) => text === undefined)
  }

  /** Those that have been heard, in the order in which they are merged. Upstream: sortByPriority. */
  *specs(): Generator<OpenApiSpec> {
    for (const { text } of [...this.#byName.values()].toSorted(byPriority)) {
      const spec = text === undefined ? undefined : openApiSpec(JSON.parse(text))
      if (spec !== undefined) yield spec
    }
  }

  /** As version 3, for a server that has none itself; undefined for one that has not been heard. */
  converted({ name }: RemoteService): OpenApi3Document | undefined {
    return this.#byName.get(name)?.converted
  }

  forget(name: string): void {
    const known = this.#byName.get(name)
    if (this.#byName.delete(name) && known?.text !== undefined) this.#generation++
  }

  /** Asks if it is time. Rejects only when the signal aborts. */
  async refresh(
    service: RemoteService,
    options: AskContext & { readonly specKey: string; readonly signal: AbortSignal },
  ): Promise<void> {
    const { specKey, clock } = options
    const kept = this.#keep(service, specKey)
    if (kept.dueMs > clock.monotonic()) return
    kept.dueMs = Infinity
    const isFresh = await this.#ask(kept, options)
    kept.retryMs = isFresh ? refreshMs : Math.min(kept.retryMs * 2, maxRetryMs)
    kept.dueMs = clock.monotonic() + (isFresh ? refreshMs : kept.retryMs)
  }

  /** A changed API service is asked at once; until it answers the old document stays. */
  #keep(service: RemoteService, specKey: string): Kept {
    const known = this.#byName.get(service.name)
    if (known?.specKey === specKey) {
      known.service = service
      return known
    }
    const made: Kept = {
      service,
      specKey,
      etag: undefined,
      hash: known?.hash ?? '',
      text: known?.text,
      converted: known?.converted,
      dueMs: 0,
      retryMs: refreshMs / 2,
    }
    this.#byName.set(service.name, made)
    return made
  }

  async #ask(kept: Kept, context: AskContext & { readonly signal: AbortSignal }): Promise<boolean> {
    const { service, etag } = kept
    const located = locate(service, context)
    if (typeof located === 'string') return false
    const question = { path: '/openapi/v2', timeoutMs, maxBytes, ...(etag !== undefined && { etag }) }
    const answer = await askJson(located.peer, question, context)
    if (answer.status === 304) return etag !== undefined
    const spec = answer.status === 200 && isShallow(answer.value) ? openApiSpec(answer.value) : undefined
    if (spec === undefined) return false
    const prefix = `/apis/${service.group}/${service.version}/`
    const filtered = filterByPaths(spec, (path) => path.startsWith(prefix))
    const text = JSON.stringify(specDocument(titleOf(answer.value), filtered))
    const hash = hashText(text)
    kept.etag = answer.etag
    if (hash !== kept.hash) {
      kept.hash = hash
      kept.text = text
      const forms = openApiForms(3, () => openApi2To3(JSON.parse(text)))
      kept.converted = { name: prefix.slice(1, -1), hash, forms: () => forms }
      if (this.#byName.get(service.name) === kept) this.#generation++
    }
    return true
  }
}

function titleOf(document: unknown): object {
  return isJsonObject(document) && isJsonObject(document.info) ? { info: document.info } : {}
}

function byPriority({ service: a }: Kept, { service: b }: Kept): number {
  const difference =
    a.group === b.group ? b.versionPriority - a.versionPriority : b.groupPriority - a.groupPriority
  return difference !== 0 ? difference : a.name < b.name ? -1 : 1
}
