// Faults of ingress classes. Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClass.
import { type FieldError, forbidden, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { byteLength, isDNS1123Subdomain, nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { checkEnum, checkImmutable, checkRequired, faultsAt } from '../../checks.ts'
import type { IngressClass, IngressClassParametersReference } from './ingress-class.schema.ts'

const maxControllerBytes = 250

export function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec
  const field = 'spec.controller'
  const slash = controller.indexOf('/')
  const faults: FieldError[] = []
  if (byteLength(controller) > maxControllerBytes) faults.push(tooLong(field, maxControllerBytes))
  if (controller === '') faults.push(required(field))
  else if (slash <= 0 || slash === controller.length - 1) {
    faults.push(invalid(field, controller, 'must be a domain-prefixed path (such as "acme.io/foo")'))
  } else faults.push(...faultsAt(field, controller, isDNS1123Subdomain(controller.slice(0, slash))))
  return parameters === undefined ? faults : [...faults, ...validateParameters(parameters)]
}

function validateParameters(parameters: IngressClassParametersReference): FieldError[] {
  const path = 'spec.parameters'
  const { apiGroup, kind, name, scope, namespace } = parameters
  const faults = [...checkRequired(kind, `${path}.kind`), ...checkRequired(name, `${path}.name`)]
  if (apiGroup !== undefined)
    faults.push(...faultsAt(`${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup)))
  faults.push(...checkEnum(scope, `${path}.scope`, ['Cluster', 'Namespace']))
  if (scope === 'Namespace') {
    if (!namespace) faults.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"))
    else faults.push(...faultsAt(`${path}.namespace`, namespace, nameIsDNSLabel(namespace, false)))
  } else if (scope === 'Cluster' && namespace !== undefined) {
    faults.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"))
  }
  return faults
}

export function validateIngressClassUpdate(next: IngressClass, old: IngressClass): FieldError[] {
  return checkImmutable(next.spec.controller, old.spec.controller, 'spec.controller')
}
