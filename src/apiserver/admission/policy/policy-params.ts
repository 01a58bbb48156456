// The objects that a binding hands to its policy. Upstream: apiserver pkg/admission/plugin/policy/generic/
// policy_dispatcher.go CollectParams.
import type { ParamKind, ParamRef } from '../../../api/admissionregistration/shared.schema.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import { compileLabelSelector } from '../../../machinery/selectors/labels.ts'
import { keyOf } from '../../registry/object.ts'
import type { Resource } from '../../registry/resource.ts'
import type { Resources } from '../../registry/resources.ts'

export type Params =
  /** The policy is run once for each; undefined stands for no parameter. */
  | { readonly params: readonly (KubeObject | undefined)[]; readonly fault?: undefined }
  | { readonly fault: string; readonly params?: undefined }

/** Why the policy cannot be used at all: its parameters are of a kind that is not there. */
export function paramKindFault(paramKind: ParamKind | undefined, resources: Resources): string | undefined {
  if (paramKind === undefined || paramResource(paramKind, resources) !== undefined) return undefined
  const { apiVersion = '', kind = '' } = paramKind
  const text = `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
  return `failed to find resource referenced by paramKind: '${text}'`
}

function paramResource(
  { apiVersion = '', kind = '' }: ParamKind,
  resources: Resources,
): Resource | undefined {
  return resources.ofType(apiVersion, kind)
}

export interface ParamRequest {
  readonly paramKind: ParamKind | undefined
  readonly paramRef: ParamRef | undefined
  /** Of the request. */
  readonly namespace: string
}

export function collectParams(
  { paramKind, paramRef, namespace }: ParamRequest,
  resources: Resources,
): Params {
  if (paramKind === undefined || paramRef === undefined) return { params: [undefined] }
  const resource = paramResource(paramKind, resources)
  if (resource === undefined) return { fault: paramKindFault(paramKind, resources) ?? '' }
  const isNamespaced = resource.kind.scope === 'Namespaced'
  const own = paramRef.namespace ?? ''
  if (!isNamespaced && own !== '') {
    return { fault: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' }
  }
  const where = isNamespaced ? (own === '' ? namespace : own) : ''
  if (isNamespaced && where === '') {
    return { fault: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' }
  }
  const params = find(resource, paramRef, where)
  if (params.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    return { fault: 'no params found for policy binding with `Deny` parameterNotFoundAction' }
  }
  return { params }
}

function find(
  resource: Resource,
  { name = '', selector }: ParamRef,
  namespace: string,
): readonly KubeObject[] {
  if (name !== '') {
    const entry = resource.cache.get(keyOf(namespace, name))
    return entry === undefined ? [] : [resource.objectOf(entry)]
  }
  const compiled = compileLabelSelector(selector ?? {})
  return resource.cache
    .entries(namespace)
    .map((entry) => resource.objectOf(entry))
    .filter(({ metadata }) => compiled.matches(metadata.labels))
}
