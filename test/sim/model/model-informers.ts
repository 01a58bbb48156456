// The informers of a run: what their handlers hear is written down, and what they hold in the end.
import { ConfigMap } from '../../../src/api/core/config-map/config-map.kind.ts'
import { Node } from '../../../src/api/core/node/node.kind.ts'
import { Pod } from '../../../src/api/core/pod/pod.kind.ts'
import type { Clock } from '../../../src/base/clock.ts'
import type { Logger } from '../../../src/base/log.ts'
import type { Rng } from '../../../src/base/rng.ts'
import type { Informers } from '../../../src/client/cache.ts'
import type { Client } from '../../../src/client/client.ts'
import { createInformers } from '../../../src/client/informer-set.ts'
import { createClient } from '../../../src/client/typed-client.ts'
import type { HttpHandler } from '../../../src/machinery/http.ts'
import type { Kind } from '../../../src/machinery/kind.ts'
import type { Recorder } from './recorder.ts'
import type { InformerRecord, Json } from './records.ts'
import { fieldText, keyOf, labelText, type Resource, type Selection, selectionText } from './selection.ts'

const kinds = { configmaps: ConfigMap, pods: Pod, nodes: Node } as unknown as Readonly<Record<Resource, Kind>>

const informed: readonly Selection[] = [
  { resource: 'configmaps', namespace: '' },
  { resource: 'pods', namespace: 'a' },
  { resource: 'nodes', namespace: '', label: { operator: 'is', key: 'color', values: ['red'] } },
  { resource: 'pods', namespace: '', field: { path: 'spec.nodeName', equal: true, value: 'n1' } },
]

export interface ModelInformersOptions {
  readonly handler: HttpHandler
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
}

export class ModelInformers {
  readonly #informers: Informers
  readonly #client: Client
  readonly #kept: { readonly record: InformerRecord; holds(): readonly Json[] }[] = []

  constructor(options: ModelInformersOptions, recorder: Recorder) {
    const client = createClient({ ...options, userAgent: 'model' })
    this.#client = client
    this.#informers = createInformers({ ...options, client, freeze: true })
    for (const selection of informed) recorder.informers.push(this.#listen(selection))
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#informers.run(signal)
  }

  /** Whether they hold what a list shows; on a busy machine they may take a while. */
  async areCurrent(): Promise<boolean> {
    const states = await Promise.all(
      this.#kept.map(async ({ record, holds }) => {
        const { resource } = record.selection
        const { signal } = new AbortController()
        const { items } = await this.#client.list(kinds[resource], { ...scopeOf(record.selection), signal })
        return [revisions(items), revisions(holds())]
      }),
    )
    return states.every(([listed, held]) => listed === held)
  }

  /** Takes down what they hold now. */
  finish(): void {
    for (const { record, holds } of this.#kept) record.holds = holds()
  }

  #listen(selection: Selection): InformerRecord {
    const { resource } = selection
    const informer = this.#informers.of(kinds[resource], scopeOf(selection))
    const heard: InformerRecord['heard'] = []
    const text = `informer of ${selectionText(selection)}`
    const record: InformerRecord = { text, selection, heard, holds: [] }
    const key = ({ metadata }: Json) => keyOf(resource, metadata)
    informer.addHandler({
      onAdd: (object) => void heard.push({ type: 'add', key: key(object), object }),
      onUpdate: (object, old) => void heard.push({ type: 'update', key: key(object), object, old }),
      onDelete: (object) => void heard.push({ type: 'delete', key: key(object), object }),
    })
    this.#kept.push({ record, holds: () => informer.list() })
    return record
  }
}

function scopeOf({ namespace, label, field }: Selection) {
  return {
    ...(namespace !== '' && { namespace }),
    ...(label && { labelSelector: labelText(label) }),
    ...(field && { fieldSelector: fieldText(field) }),
  }
}

const revisions = (objects: readonly Json[]) =>
  objects
    .map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`)
    .sort()
    .join()
