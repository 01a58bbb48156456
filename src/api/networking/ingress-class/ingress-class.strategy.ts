// What the server does to ingress classes. Upstream: pkg/registry/networking/ingressclass/strategy.go.
import { specStrategy } from '../../strategies.ts'
import type { IngressClass } from './ingress-class.schema.ts'

export const ingressClassStrategy = specStrategy<IngressClass>({})
