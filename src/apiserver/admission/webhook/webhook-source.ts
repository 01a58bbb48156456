// The webhooks of all configurations of a kind, ready to be matched, in the order of the configurations' names. Compiled
// again only after one of them changed. Upstream: apiserver pkg/admission/configuration.
import type { Webhook } from '../../../api/admissionregistration/webhook.ts'
import { must } from '../../../base/assert.ts'
import type { Kind, KubeObject } from '../../../machinery/kind.ts'
import { compileLabelSelector, type Selector } from '../../../machinery/selectors/labels.ts'
import type { Resources } from '../../registry/resources.ts'

export interface Hook {
  /** As it is configured. */
  readonly spec: Webhook
  readonly configuration: string
  /** Tells it from all others, also of configurations that had the same name before. */
  readonly id: string
  readonly namespaceSelector: Selector
  readonly objectSelector: Selector
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly Webhook[]
}

/** The hooks as they are now. */
export type WebhookSource = () => readonly Hook[]

export function webhookSource(resources: Resources, kind: Kind): WebhookSource {
  const resource = must(resources.of(kind), `${kind.plural} are not served`)
  let hooks: readonly Hook[] | undefined = []
  resource.cache.listen(() => {
    hooks = undefined
  })
  return () => {
    hooks ??= resource.cache.entries().flatMap((entry) => compile(resource.objectOf(entry) as Configuration))
    return hooks
  }
}

function compile({ metadata, webhooks = [] }: Configuration): Hook[] {
  const seen = new Map<string, number>()
  return webhooks.map((spec) => {
    const count = seen.get(spec.name) ?? 0
    seen.set(spec.name, count + 1)
    return {
      spec,
      configuration: metadata.name,
      id: `${metadata.name}/${spec.name}/${count}`,
      // An absent selector selects nothing elsewhere; here defaults have filled it in.
      namespaceSelector: compileLabelSelector(spec.namespaceSelector ?? {}),
      objectSelector: compileLabelSelector(spec.objectSelector ?? {}),
    }
  })
}
