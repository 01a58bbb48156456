// Faults of whom a flow schema is about. Upstream: pkg/apis/flowcontrol/validation/validation.go ValidateFlowSchemaSubject.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { checkDNSLabel, checkDNSSubdomain } from '../../checks.ts'
import type { GroupSubject, ServiceAccountSubject, UserSubject } from './flow-schema.schema.ts'

export function checkUserSubject(user: UserSubject | undefined, path: string): FieldError[] {
  if (user === undefined) return [required(path, "user is required when subject kind is 'User'")]
  return user.name === '' ? [required(`${path}.name`)] : []
}

export function checkGroupSubject(group: GroupSubject | undefined, path: string): FieldError[] {
  if (group === undefined) return [required(path, "group is required when subject kind is 'Group'")]
  return group.name === '' ? [required(`${path}.name`)] : []
}

export function checkServiceAccountSubject(
  account: ServiceAccountSubject | undefined,
  path: string,
): FieldError[] {
  if (account === undefined)
    return [required(path, "serviceAccount is required when subject kind is 'ServiceAccount'")]
  const { name, namespace } = account
  const nameFaults = name === '*' ? [] : checkDNSSubdomain(name, `${path}.name`)
  return [
    ...(name === '' ? [required(`${path}.name`)] : nameFaults),
    ...(namespace === ''
      ? [required(`${path}.namespace`, 'must specify namespace for service account')]
      : checkDNSLabel(namespace, `${path}.namespace`)),
  ]
}
