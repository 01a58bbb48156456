// What the server fills in of ingress classes. Upstream: pkg/apis/networking/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { IngressClass } from './ingress-class.schema.ts'

export function defaultIngressClass({ spec }: Mutable<IngressClass>): void {
  if (spec.parameters !== undefined) spec.parameters.scope ??= 'Cluster'
}
