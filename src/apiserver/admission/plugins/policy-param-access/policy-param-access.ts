// Who makes a policy read the objects of a kind has to be allowed to read them: a refusal's message may tell what is in them.
// Part of the storage of policies upstream: pkg/registry/admissionregistration/{validating,mutating}admissionpolicy{,binding}/authz.go.
import { MutatingAdmissionPolicy } from '../../../../api/admissionregistration/mutating-admission-policy/mutating-admission-policy.kind.ts'
import { MutatingAdmissionPolicyBinding } from '../../../../api/admissionregistration/mutating-admission-policy-binding/mutating-admission-policy-binding.kind.ts'
import type { ParamKind, ParamRef } from '../../../../api/admissionregistration/shared.schema.ts'
import { ValidatingAdmissionPolicy } from '../../../../api/admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import { ValidatingAdmissionPolicyBinding } from '../../../../api/admissionregistration/validating-admission-policy-binding/validating-admission-policy-binding.kind.ts'
import { forbidden } from '../../../../machinery/field-error.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import type { Kind, KubeObject } from '../../../../machinery/kind.ts'
import { invalid } from '../../../../machinery/status-error.ts'
import type { UserInfo } from '../../../request/user.ts'
import { mastersGroup } from '../../../request/user.ts'
import {
  type AdmissionPlugin,
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  type Verdict,
} from '../../admission.ts'
import type { PolicyContext } from '../../policy/policy-dispatch.ts'

interface PolicyShape extends KubeObject {
  readonly spec: { readonly paramKind?: ParamKind }
}

interface BindingShape extends KubeObject {
  readonly spec: { readonly policyName?: string; readonly paramRef?: ParamRef }
}

export function policyParamAccess(context: PolicyContext): AdmissionPlugin {
  return defineAdmission<KubeObject>({
    name: 'PolicyParamAccess',
    kinds: [
      ...[ValidatingAdmissionPolicy, MutatingAdmissionPolicy],
      ...[ValidatingAdmissionPolicyBinding, MutatingAdmissionPolicyBinding],
    ] as never,
    on: ['CREATE', 'UPDATE'],
    validate(request, reader) {
      if (request.user.groups.includes(mastersGroup)) return undefined
      return request.kind.kind.endsWith('Binding')
        ? judgeBinding(request, context, reader)
        : judgePolicy(request, context)
    },
  })
}

function judgePolicy(request: AdmissionRequest, context: PolicyContext): Verdict {
  const { paramKind } = (request.object as PolicyShape).spec
  const before = (request.oldObject as PolicyShape | undefined)?.spec.paramKind
  if (paramKind === undefined || (before !== undefined && equalJson(before, paramKind))) return undefined
  const { apiVersion = '', kind = '' } = paramKind
  if (mayGet(request.user, { paramKind, namespace: '*', name: '*' }, context)) return undefined
  const why = `user ${goUser(request.user)} must have "get" permission on all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`
  return refuse(request, 'spec.paramKind', why)
}

function judgeBinding(request: AdmissionRequest, context: PolicyContext, reader: AdmissionReader): Verdict {
  const { policyName = '', paramRef } = (request.object as BindingShape).spec
  const before = (request.oldObject as BindingShape | undefined)?.spec
  if (paramRef === undefined) return undefined
  if (before !== undefined && equalJson(before.paramRef, paramRef) && before.policyName === policyName) {
    return undefined
  }
  const policies = (request.kind.kind.startsWith('Mutating')
    ? MutatingAdmissionPolicy
    : ValidatingAdmissionPolicy) as unknown as Kind<PolicyShape>
  const { namespace = '', name = '' } = paramRef
  const paramKind = policyName === '' ? undefined : reader.get(policies, { name: policyName })?.spec.paramKind
  if (mayGet(request.user, { paramKind, namespace, name }, context)) return undefined
  const why = `user ${goUser(request.user)} does not have "get" permission on the object referenced by paramRef`
  return refuse(request, 'spec.paramRef', why)
}

interface Params {
  /** Where it is not known, the right to read everything is asked for. */
  readonly paramKind: ParamKind | undefined
  readonly namespace: string
  readonly name: string
}

function mayGet(user: UserInfo, params: Params, { authorizer, resources }: PolicyContext): boolean {
  const { paramKind, namespace, name } = params
  const parts = (paramKind?.apiVersion ?? '*/*').split('/')
  const [group = '', version = ''] = parts.length === 1 ? ['', parts[0]] : parts
  const resource = resources.ofType(paramKind?.apiVersion ?? '', paramKind?.kind ?? '')?.kind.plural ?? '*'
  const asked = { verb: 'get', isResource: true, group, version, resource, subresource: '', path: '' }
  return authorizer.authorize({ user, ...asked, namespace, name }).verdict === 'allow'
}

function refuse(request: AdmissionRequest, field: string, why: string): Verdict {
  const { kind, object } = request
  const subject = { group: kind.group, resource: kind.kind }
  return invalid(subject, object?.metadata.name ?? '', [forbidden(field, why)])
}

/** As Go's %v prints its user. */
function goUser({ name, uid, groups, extra }: UserInfo): string {
  const pairs = Object.keys(extra)
    .sort()
    .map((key) => `${key}:[${extra[key]?.join(' ') ?? ''}]`)
  return `&{${name} ${uid} [${groups.join(' ')}] map[${pairs.join(' ')}]}`
}
