// Whether a webhook is asked about a request, and in which version. Upstream: apiserver pkg/admission/plugin/webhook/generic
// webhook.go ShouldCallHook, predicates/rules, predicates/namespace, predicates/object.
import type { RuleWithOperations } from '../../../api/admissionregistration/shared.schema.ts'
import type { Webhook } from '../../../api/admissionregistration/webhook.ts'
import { Namespace } from '../../../api/core/namespace/namespace.kind.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import { notFound, type StatusError } from '../../../machinery/status-error.ts'
import type { Resource } from '../../registry/resource.ts'
import type { Resources } from '../../registry/resources.ts'
import type { AdmissionReader } from '../admission.ts'
import type { Hook } from './webhook-source.ts'
import {
  type GroupVersionKind,
  type GroupVersionResource,
  labelsOf,
  type WebhookSubject,
} from './webhook-subject.ts'

/** What of a webhook says which requests concern it. */
export interface HookRules extends Pick<Hook, 'namespaceSelector' | 'objectSelector'> {
  readonly spec: Pick<Webhook, 'rules' | 'matchPolicy'>
}

/** A webhook that is to be asked. */
export interface Invocation<H = Hook> {
  readonly hook: H
  readonly kind: GroupVersionKind
  readonly resource: GroupVersionResource
  /** Where the webhook is asked in another version than the client used: that version, and the client's. */
  readonly converted?: { readonly from: Resource; readonly to: Resource }
}

export interface MatchContext {
  readonly resources: Resources
  readonly reader: AdmissionReader
}

/** The invocation, undefined where the webhook is not concerned, or why that cannot be said. */
export function matchHook<H extends HookRules>(
  hook: H,
  subject: WebhookSubject,
  context: MatchContext,
): Invocation<H> | StatusError | undefined {
  const namespace = matchesNamespace(hook, subject, context)
  if (namespace === false) return undefined
  if (!matchesObject(hook, subject)) return undefined
  const invocation = matchRules(hook, subject, context)
  // A namespace that is not there matters only to webhooks that would have been asked.
  return invocation === undefined || namespace === true ? invocation : namespace
}

function matchesNamespace(
  hook: HookRules,
  subject: WebhookSubject,
  { reader }: MatchContext,
): boolean | StatusError {
  const { namespace, isNamespace, request } = subject
  const { namespaceSelector: selector } = hook
  if (selector.requirements.length === 0 && !selector.nothing) return true
  if (namespace === '' && !isNamespace) return true
  const { operation, subresource, object } = request
  const isWritten = isNamespace && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')
  if (isWritten) return selector.matches(labelsOf(object))
  const found = reader.get(Namespace, { name: namespace })
  if (found === undefined) return notFound({ group: '', resource: 'namespaces' }, namespace)
  return selector.matches(labelsOf(found))
}

function matchesObject({ objectSelector: selector }: HookRules, { request }: WebhookSubject): boolean {
  if (selector.requirements.length === 0 && !selector.nothing) return true
  const { view } = request
  return [request.object, request.oldObject].some((obj) => {
    if (obj === undefined) return false
    const shown = (view === undefined ? obj : view.show(obj)) as Partial<KubeObject>
    return shown.metadata !== undefined && selector.matches(labelsOf(shown as KubeObject))
  })
}

function matchRules<H extends HookRules>(
  hook: H,
  subject: WebhookSubject,
  { resources }: MatchContext,
): Invocation<H> | undefined {
  const { rules = [], matchPolicy } = hook.spec
  const { kind, resource, request } = subject
  if (rules.some((rule) => ruleMatches(rule, resource, subject))) return { hook, kind, resource }
  if (matchPolicy !== 'Equivalent') return undefined
  const from = resources.at({ group: resource.group, version: resource.version, resource: resource.resource })
  if (from === undefined) return undefined
  const others = resources.all.filter((other) => other !== from && other.cache === from.cache)
  for (const rule of rules) {
    const to = others.find((other) => ruleMatches(rule, resourceName(other), subject))
    if (to === undefined) continue
    const isObject = kind.kind === request.kind.kind && request.view === undefined
    const { group, version, kind: name } = to.kind
    return {
      hook,
      resource: resourceName(to),
      kind: isObject ? { group, version, kind: name } : kind,
      ...(isObject && { converted: { from, to } }),
    }
  }
  return undefined
}

function resourceName({ kind }: Resource): GroupVersionResource {
  return { group: kind.group, version: kind.version, resource: kind.plural }
}

function ruleMatches(
  rule: RuleWithOperations,
  resource: GroupVersionResource,
  subject: WebhookSubject,
): boolean {
  const { operation, subresource } = subject.request
  return (
    scopeMatches(rule.scope ?? '*', subject) &&
    holds(rule.operations, operation) &&
    holds(rule.apiGroups, resource.group) &&
    holds(rule.apiVersions, resource.version) &&
    (rule.resources ?? []).some((text) => resourceMatches(text, resource.resource, subresource))
  )
}

function scopeMatches(scope: string, { namespace, isNamespace }: WebhookSubject): boolean {
  const namespaced = !isNamespace && namespace !== ''
  return scope === '*' || (scope === 'Namespaced') === namespaced
}

function holds(list: readonly string[] | undefined, value: string): boolean {
  return list?.some((item) => item === '*' || item === value) === true
}

function resourceMatches(text: string, resource: string, subresource: string): boolean {
  const slash = text.indexOf('/')
  const [res, sub] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)]
  return (res === '*' || res === resource) && (sub === '*' || sub === subresource)
}
