// The refusal as upstream words it. Upstream: apiserver pkg/endpoints/handlers/responsewriters/errors.go.
import { type StatusError, statusFailure } from '../../machinery/status-error.ts'
import type { Attributes } from './authorizer.ts'

export function forbiddenMessage(attributes: Attributes): string {
  const { user, verb } = attributes
  const who = user.name === '' ? 'User' : `User ${JSON.stringify(user.name)}`
  if (!attributes.isResource) return `${who} cannot ${verb} path ${JSON.stringify(attributes.path)}`
  const { group, subresource, namespace } = attributes
  const resource = subresource === '' ? attributes.resource : `${attributes.resource}/${subresource}`
  const what = `${who} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)}`
  return namespace === ''
    ? `${what} at the cluster scope`
    : `${what} in the namespace ${JSON.stringify(namespace)}`
}

export function forbiddenError(attributes: Attributes, reason: string): StatusError {
  const message = forbiddenMessage(attributes)
  const why = reason === '' ? message : `${message}: ${reason}`
  const { name, group, resource } = attributes
  const qualified = group === '' ? resource : `${resource}.${group}`
  const subject =
    resource === ''
      ? ''
      : name === ''
        ? `${qualified} is forbidden: `
        : `${qualified} ${JSON.stringify(name)} is forbidden: `
  const details = attributes.isResource
    ? { ...(name !== '' && { name }), ...(group !== '' && { group }), kind: resource }
    : {}
  return statusFailure(403, 'Forbidden', attributes.isResource ? `${subject}${why}` : `forbidden: ${why}`, {
    details,
  })
}
