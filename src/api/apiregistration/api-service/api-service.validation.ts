// Faults of API services. Upstream: kube-aggregator pkg/apis/apiregistration/validation/validation.go.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { isDNS1035Label, isDNS1123Subdomain, isValidPortNum } from '../../../machinery/names/validation.ts'
import { faultsAt } from '../../checks.ts'
import type { APIService, APIServiceSpec } from './api-service.schema.ts'

const conditionStatuses = ['True', 'False', 'Unknown']

export function validateAPIService({ metadata, spec = emptySpec }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum, versionPriority } = spec
  const name = `${version}.${group}`
  const faults: FieldError[] = []
  if (metadata.name !== name) {
    const why = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`
    faults.push(invalid('metadata.name', metadata.name, why))
  }
  if (group === '' && version !== 'v1')
    faults.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'))
  if (group !== '') faults.push(...faultsAt('spec.group', group, isDNS1123Subdomain(group)))
  faults.push(...faultsAt('spec.version', version, isDNS1035Label(version)))
  if (!(groupPriorityMinimum > 0 && groupPriorityMinimum <= 20_000)) {
    const why = 'must be positive and less than 20000'
    faults.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, why))
  }
  if (!(versionPriority > 0 && versionPriority <= 1000))
    faults.push(invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'))
  faults.push(...(spec.service === undefined ? localFaults(spec) : serviceFaults(spec, spec.service)))
  return faults
}

const emptySpec: APIServiceSpec = { groupPriorityMinimum: 0, versionPriority: 0 }

function localFaults({ caBundle = '', insecureSkipTLSVerify = false }: APIServiceSpec): FieldError[] {
  const faults: FieldError[] = []
  if (caBundle !== '') {
    const bytes = Math.floor((caBundle.replace(/=+$/, '').length * 3) / 4)
    faults.push(invalid('spec.caBundle', `${bytes} bytes`, 'local APIServices may not have a caBundle'))
  }
  if (insecureSkipTLSVerify) {
    const why = 'local APIServices may not have insecureSkipTLSVerify'
    faults.push(invalid('spec.insecureSkipTLSVerify', true, why))
  }
  return faults
}

function serviceFaults(spec: APIServiceSpec, service: NonNullable<APIServiceSpec['service']>): FieldError[] {
  const { namespace = '', name = '', port = 443 } = service
  const faults: FieldError[] = []
  if (namespace === '') faults.push(required('spec.service.namespace'))
  if (name === '') faults.push(required('spec.service.name'))
  const portFaults = isValidPortNum(port)
  if (portFaults.length > 0)
    faults.push(invalid('spec.service.port', port, `port is not valid: ${portFaults.join(', ')}`))
  if (spec.insecureSkipTLSVerify === true && (spec.caBundle ?? '') !== '')
    faults.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'))
  return faults
}

export function validateAPIServiceStatusUpdate({ status }: APIService): FieldError[] {
  return (status?.conditions ?? []).flatMap((condition, index) =>
    conditionStatuses.includes(condition.status)
      ? []
      : [notSupported(`status.conditions[${index}].status`, condition.status, conditionStatuses)],
  )
}
