// What the server does to configurations of webhooks: generation counts the changes of the webhooks.
// Upstream: pkg/registry/admissionregistration/{mutating,validating}webhookconfiguration/strategy.go.
import { semanticEqual } from '../../machinery/equality.ts'
import type { KubeObject, Strategy } from '../../machinery/kind.ts'

interface Configuration extends KubeObject {
  readonly webhooks?: readonly unknown[] | undefined
}

export function webhookConfigurationStrategy<T extends Configuration>(): Strategy<T> {
  return {
    prepareForCreate(next) {
      next.metadata.generation = 1
    },
    prepareForUpdate(next, old) {
      if (!semanticEqual(next.webhooks, old.webhooks))
        next.metadata.generation = (old.metadata.generation ?? 0) + 1
    },
    allowUnconditionalUpdate: false,
  }
}
