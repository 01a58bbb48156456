// What the server does to ingresses. Upstream: pkg/registry/networking/ingress/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type Ingress, ingressStatus } from './ingress.schema.ts'

export const ingressStrategy = specStrategy<Ingress>({
  status: ingressStatus,
  warnings: ({ metadata }, old) =>
    old === undefined && Object.hasOwn(metadata.annotations ?? {}, classAnnotation)
      ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
})

const classAnnotation = 'kubernetes.io/ingress.class'
