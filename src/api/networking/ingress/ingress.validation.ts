// Faults of ingresses. Upstream: pkg/apis/networking/validation/validation.go ValidateIngressSpec.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isValidPortName,
  isValidPortNum,
  isWildcardDNS1123Subdomain,
  nameIsDNSSubdomain,
} from '../../../machinery/names/validation.ts'
import { faultsAt } from '../../checks.ts'
import { validateReference } from '../reference.validation.ts'
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
  IngressServiceBackend,
} from './ingress.schema.ts'

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix']
const classAnnotation = 'kubernetes.io/ingress.class'

export function validateIngress({ spec }: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec
  const faults: FieldError[] = []
  if (defaultBackend !== undefined) faults.push(...validateBackend(defaultBackend, 'spec.defaultBackend'))
  else if (rules.length === 0) {
    faults.push(invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified'))
  }
  faults.push(...rules.flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`)))
  for (const [index, { hosts = [], secretName = '' }] of tls.entries()) {
    for (const [position, host] of hosts.entries()) {
      faults.push(...checkHost(host, `spec.tls[${index}].hosts[${position}]`))
    }
    if (secretName === '') continue
    faults.push(
      ...faultsAt(`spec.tls[${index}].secretName`, secretName, nameIsDNSSubdomain(secretName, false)),
    )
  }
  if (ingressClassName === undefined) return faults
  return [
    ...faults,
    ...faultsAt('spec.ingressClassName', ingressClassName, nameIsDNSSubdomain(ingressClassName, false)),
  ]
}

export function validateIngressCreate({ metadata, spec }: Ingress): FieldError[] {
  const annotated = metadata.annotations?.[classAnnotation]
  if (annotated === undefined || spec.ingressClassName === undefined || annotated === spec.ingressClassName)
    return []
  const text = `must match \`ingressClassName\` when both are specified`
  return [invalid(`annotations.${classAnnotation}`, annotated, text)]
}

function checkHost(host: string, field: string): FieldError[] {
  return faultsAt(
    field,
    host,
    host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host),
  )
}

function validateRule({ host = '', http }: IngressRule, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (host !== '') {
    if (parseIP(host) !== undefined)
      faults.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'))
    faults.push(...checkHost(host, `${path}.host`))
  }
  if (http === undefined) return faults
  if (http.paths.length === 0) faults.push(required(`${path}.http.paths`))
  return [
    ...faults,
    ...http.paths.flatMap((item, index) => validatePath(item, `${path}.http.paths[${index}]`)),
  ]
}

const forbiddenParts = ['//', '/./', '/../', '%2f', '%2F']
const forbiddenEnds = ['/..', '/.']

function validatePath({ path: text = '', pathType, backend }: HTTPIngressPath, path: string): FieldError[] {
  const faults: FieldError[] = []
  const field = `${path}.path`
  switch (pathType) {
    case undefined:
      return [required(`${path}.pathType`, 'pathType must be specified')]
    case 'Exact':
    case 'Prefix':
      if (!text.startsWith('/')) faults.push(invalid(field, text, 'must be an absolute path'))
      for (const part of forbiddenParts.filter((candidate) => text.includes(candidate))) {
        faults.push(invalid(field, text, `must not contain '${part}'`))
      }
      for (const end of forbiddenEnds.filter((candidate) => text.endsWith(candidate))) {
        faults.push(invalid(field, text, `cannot end with '${end}'`))
      }
      break
    case 'ImplementationSpecific':
      if (text !== '' && !text.startsWith('/')) faults.push(invalid(field, text, 'must be an absolute path'))
      break
    default:
      faults.push(notSupported(`${path}.pathType`, pathType, pathTypes))
  }
  return [...faults, ...validateBackend(backend, `${path}.backend`)]
}

function validateBackend({ service, resource }: IngressBackend, path: string): FieldError[] {
  if (service !== undefined && resource !== undefined) {
    return [invalid(path, '', 'cannot set both resource and service backends')]
  }
  if (resource !== undefined) return validateReference(resource, `${path}.resource`)
  if (service !== undefined) return validateService(service, path)
  return [invalid(path, '', 'resource or service backend is required')]
}

function validateService({ name, port = {} }: IngressServiceBackend, path: string): FieldError[] {
  const faults =
    name === ''
      ? [required(`${path}.service.name`)]
      : faultsAt(`${path}.service.name`, name, isDNS1123Label(name))
  const { name: portName = '', number = 0 } = port
  if (portName !== '' && number !== 0) {
    faults.push(invalid(path, '', 'cannot set both port name & port number'))
  } else if (portName !== '') {
    faults.push(...faultsAt(`${path}.service.port.name`, portName, isValidPortName(portName)))
  } else if (number !== 0) {
    faults.push(...faultsAt(`${path}.service.port.number`, number, isValidPortNum(number)))
  } else faults.push(required(path, 'port name or number is required'))
  return faults
}

export function validateIngressStatusUpdate({ status }: Ingress): FieldError[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = '', hostname = '' }, index) => {
    const at = `status.loadBalancer.ingress[${index}]`
    const faults = ip === '' ? [] : faultsAt(`${at}.ip`, ip, isValidIP(ip))
    if (hostname === '') return faults
    faults.push(...faultsAt(`${at}.hostname`, hostname, isDNS1123Subdomain(hostname)))
    if (parseIP(hostname) === undefined) return faults
    return [...faults, invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address')]
  })
}
