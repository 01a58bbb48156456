// What the server does to namespaces: the finalizer that keeps one until it is empty.
// Upstream: pkg/registry/core/namespace/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { labelWithName } from './namespace.defaults.ts'
import type { Namespace } from './namespace.schema.ts'

export const namespaceFinalizer = 'kubernetes'

export const namespaceStrategy: Strategy<Namespace> = specStrategy<Namespace>({
  generation: false,
  onCreate(namespace) {
    labelWithName(namespace)
    namespace.status = { phase: 'Active' }
    const finalizers = namespace.spec.finalizers ?? []
    if (!finalizers.includes(namespaceFinalizer))
      namespace.spec.finalizers = [...finalizers, namespaceFinalizer]
  },
  onUpdate(next, old) {
    labelWithName(next)
    next.spec = { finalizers: [...(old.spec.finalizers ?? [])] }
    next.status = old.status as Mutable<Namespace>['status']
  },
})

/** Before a write to namespaces/finalize is checked: only the finalizers may differ. */
export function prepareForFinalize(next: Mutable<Namespace>, old: Namespace): void {
  next.status = old.status as Mutable<Namespace>['status']
}
