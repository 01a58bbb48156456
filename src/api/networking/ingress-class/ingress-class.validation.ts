// Faults of ingress classes. Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClass.
import { type FieldError, forbidden, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { byteLength, isDNS1123Subdomain, nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { checkImmutable, checkOptionalEnum, faultsAt } from '../../checks.ts'
import { validateReference } from '../reference.validation.ts'
import type { IngressClass, IngressClassParametersReference } from './ingress-class.schema.ts'

const maxControllerBytes = 250

export function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec
  const field = 'spec.controller'
  const faults: FieldError[] = []
  if (byteLength(controller) > maxControllerBytes) faults.push(tooLong(field, maxControllerBytes))
  faults.push(...checkDomainPath(controller, field))
  return parameters === undefined ? faults : [...faults, ...validateParameters(parameters)]
}

const pathForm = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const wholePath = new RegExp(`^${pathForm}$`)

function checkDomainPath(text: string, field: string): FieldError[] {
  if (text === '') return [required(field)]
  const slash = text.indexOf('/')
  if (slash <= 0 || slash === text.length - 1) {
    return [invalid(field, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  const [domain, path] = [text.slice(0, slash), text.slice(slash + 1)]
  const faults = faultsAt(field, domain, isDNS1123Subdomain(domain))
  if (wholePath.test(path)) return faults
  return [...faults, invalid(field, path, `Invalid path (regex used for validation is '${pathForm}')`)]
}

function validateParameters(parameters: IngressClassParametersReference): FieldError[] {
  const path = 'spec.parameters'
  const { scope, namespace } = parameters
  const faults = validateReference(parameters, path)
  if (scope === undefined) return [...faults, required(`${path}.scope`)]
  faults.push(...checkOptionalEnum(scope, `${path}.scope`, ['Cluster', 'Namespace']))
  if (scope === 'Namespace') {
    if (namespace === undefined)
      faults.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"))
    else faults.push(...faultsAt(`${path}.namespace`, namespace, nameIsDNSLabel(namespace, false)))
  } else if (scope === 'Cluster' && namespace !== undefined) {
    faults.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"))
  }
  return faults
}

export function validateIngressClassUpdate(next: IngressClass, old: IngressClass): FieldError[] {
  return checkImmutable(next.spec.controller, old.spec.controller, 'spec.controller')
}
