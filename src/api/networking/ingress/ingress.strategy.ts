// What the server does to ingresses. Upstream: pkg/registry/networking/ingress/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type Ingress, ingressStatus } from './ingress.schema.ts'

export const ingressStrategy = specStrategy<Ingress>({ status: ingressStatus })
