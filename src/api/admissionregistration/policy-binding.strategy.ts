// What the server does to the bindings of admission policies: generation counts the changes of the spec.
// Upstream: pkg/registry/admissionregistration/validatingadmissionpolicybinding/strategy.go, mutatingadmissionpolicybinding.
import type { KubeObject, Strategy } from '../../machinery/kind.ts'
import { specStrategy } from '../strategies.ts'

export function policyBindingStrategy<T extends KubeObject>(): Strategy<T> {
  return specStrategy<T>({ allowUnconditionalUpdate: false })
}
