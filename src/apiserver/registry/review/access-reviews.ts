// SubjectAccessReview and its kin: the authoriser's opinion on request. Upstream: pkg/registry/authorization.
import type { LocalSubjectAccessReview } from '../../../api/authorization/local-subject-access-review/local-subject-access-review.kind.ts'
import type { SelfSubjectAccessReview } from '../../../api/authorization/self-subject-access-review/self-subject-access-review.kind.ts'
import type { SelfSubjectRulesReview } from '../../../api/authorization/self-subject-rules-review/self-subject-rules-review.kind.ts'
import type { SubjectAccessReview } from '../../../api/authorization/subject-access-review/subject-access-review.kind.ts'
import { type FieldError, forbidden, invalid as invalidField } from '../../../machinery/field-error.ts'
import type { Kind } from '../../../machinery/kind.ts'
import { badRequest, invalid } from '../../../machinery/status-error.ts'
import type { Attributes, Authorizer } from '../../authz/authorizer.ts'
import { nodeNameOf } from '../../authz/node-authorizer.ts'
import type { RbacAuthorizer } from '../../authz/rbac.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { mastersGroup, type UserInfo } from '../../request/user.ts'
import type { VirtualHandlers } from '../resource-routes.ts'
import { answerReview } from './review-answer.ts'

type Spec = SubjectAccessReview['spec']
type Asked = Pick<Spec, 'resourceAttributes' | 'nonResourceAttributes'>

export function accessReviews(authorizer: Authorizer, rbac: RbacAuthorizer): VirtualHandlers {
  const group = 'authorization.k8s.io'
  const handlers: [string, (request: ApiRequest, kind: Kind) => Promise<ServerResponse>][] = [
    [
      'subjectaccessreviews',
      (request, kind) =>
        answerReview<SubjectAccessReview>(request, kind, (review) =>
          judgeSubject(review.spec, kind, authorizer),
        ),
    ],
    [
      'localsubjectaccessreviews',
      (request, kind) =>
        answerReview<LocalSubjectAccessReview>(request, kind, (review) =>
          judgeLocal(review, { request, kind, authorizer }),
        ),
    ],
    [
      'selfsubjectaccessreviews',
      (request, kind) =>
        answerReview<SelfSubjectAccessReview>(request, kind, (review) =>
          judge(request.user, review.spec, { kind, authorizer }),
        ),
    ],
    [
      'selfsubjectrulesreviews',
      (request, kind) =>
        answerReview<SelfSubjectRulesReview>(request, kind, (review) => rulesOf(review, request.user, rbac)),
    ],
  ]
  return new Map(handlers.map(([plural, handler]) => [`${group}/${plural}`, handler]))
}

function refuse(faults: readonly FieldError[], kind: Kind): void {
  if (faults.length > 0) throw invalid({ group: kind.group, resource: kind.kind }, '', faults)
}

function askedFaults(asked: Asked): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = asked
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    return [
      invalidField(
        'spec.nonResourceAttributes',
        nonResourceAttributes,
        'cannot be specified in combination with resourceAttributes',
      ),
    ]
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    return [
      invalidField(
        'spec.resourceAttributes',
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    ]
  }
  return []
}

function judgeSubject(spec: Spec, kind: Kind, authorizer: Authorizer): unknown {
  const faults = askedFaults(spec)
  if ((spec.user ?? '') === '' && (spec.groups ?? []).length === 0) {
    faults.push(invalidField('spec.user', spec.user ?? '', 'at least one of user or group must be specified'))
  }
  refuse(faults, kind)
  const user = {
    name: spec.user ?? '',
    uid: spec.uid ?? '',
    groups: spec.groups ?? [],
    extra: (spec.extra ?? {}) as UserInfo['extra'],
  }
  return judge(user, spec, { kind, authorizer })
}

function judgeLocal(
  review: LocalSubjectAccessReview,
  context: { readonly request: ApiRequest; readonly kind: Kind; readonly authorizer: Authorizer },
): unknown {
  const { request, kind, authorizer } = context
  const { namespace } = request.info
  const { resourceAttributes, nonResourceAttributes } = review.spec
  if (nonResourceAttributes !== undefined) {
    refuse([forbidden('spec.nonResourceAttributes', 'disallowed on this kind of request')], kind)
  }
  if (resourceAttributes !== undefined && resourceAttributes.namespace !== namespace) {
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
  }
  return judgeSubject(review.spec, kind, authorizer)
}

function judge(
  user: UserInfo,
  asked: Asked,
  context: { readonly kind: Kind; readonly authorizer: Authorizer },
): { allowed: boolean; denied?: boolean; reason?: string } {
  refuse(askedFaults(asked), context.kind)
  const decision = context.authorizer.authorize(attributesOf(user, asked))
  return {
    allowed: decision.verdict === 'allow',
    ...(decision.verdict === 'deny' && { denied: true }),
    ...(decision.reason !== '' && { reason: decision.reason }),
  }
}

function attributesOf(user: UserInfo, asked: Asked): Attributes {
  const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' }
  const { resourceAttributes: what, nonResourceAttributes: where } = asked
  if (what === undefined) {
    return { ...nothing, user, verb: where?.verb ?? '', isResource: false, path: where?.path ?? '' }
  }
  return {
    user,
    verb: what.verb ?? '',
    isResource: true,
    group: what.group ?? '',
    version: what.version ?? '',
    resource: what.resource ?? '',
    subresource: what.subresource ?? '',
    namespace: what.namespace ?? '',
    name: what.name ?? '',
    fieldSelector: selectorText(what.fieldSelector),
    path: '',
  }
}

type FieldSelector = NonNullable<NonNullable<Asked['resourceAttributes']>['fieldSelector']>

function selectorText(selector: FieldSelector | undefined): string {
  if (selector === undefined) return ''
  if (selector.rawSelector) return selector.rawSelector
  const exact = (selector.requirements ?? []).filter(
    ({ operator, values = [] }) => operator === 'In' && values.length === 1,
  )
  return exact.map(({ key, values = [] }) => `${key}=${values[0]}`).join(',')
}

function rulesOf(review: SelfSubjectRulesReview, user: UserInfo, rbac: RbacAuthorizer): unknown {
  const namespace = review.spec.namespace ?? ''
  if (namespace === '') throw badRequest('no namespace on request')
  const rules = [...rbac.rulesFor(user, namespace)]
  if (user.groups.includes(mastersGroup)) {
    rules.push({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] })
  }
  const isNode = nodeNameOf(user) !== undefined
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames && { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: isNode,
    ...(isNode && { evaluationError: 'node authorizer does not support user rule resolution' }),
  }
}
