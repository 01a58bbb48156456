// Whether a policy, and then its binding, concern a request: rules, rules that exclude, selectors. The rules are those of
// webhooks, and names of objects beside. Upstream: apiserver pkg/admission/plugin/policy/matching/matching.go.
import type {
  MatchResources,
  NamedRuleWithOperations,
} from '../../../api/admissionregistration/shared.schema.ts'
import { compileLabelSelector } from '../../../machinery/selectors/labels.ts'
import { StatusError } from '../../../machinery/status-error.ts'
import type { AdmissionRequest } from '../admission.ts'
import { type HookRules, type Invocation, type MatchContext, matchHook } from '../webhook/webhook-matching.ts'
import type { WebhookSubject } from '../webhook/webhook-subject.ts'

type Matched = Pick<Invocation, 'kind' | 'resource' | 'converted'>

export interface Matcher {
  match(subject: WebhookSubject, context: MatchContext): Matched | StatusError | undefined
}

const everything: NamedRuleWithOperations = {
  operations: ['*'],
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*/*'],
  scope: '*',
}

export function compileMatcher(given: MatchResources | undefined): Matcher {
  const { resourceRules = [], excludeResourceRules = [], matchPolicy = 'Equivalent' } = given ?? {}
  const namespaceSelector = compileLabelSelector(given?.namespaceSelector ?? {})
  const objectSelector = compileLabelSelector(given?.objectSelector ?? {})
  const selectsAll = compileLabelSelector({})
  const hook = (rules: readonly NamedRuleWithOperations[], selects: boolean): HookRules => ({
    spec: { rules, matchPolicy },
    namespaceSelector: selects ? namespaceSelector : selectsAll,
    objectSelector: selects ? objectSelector : selectsAll,
  })
  // Without rules it matches whatever comes.
  const included = ruleHooks(resourceRules.length === 0 ? [everything] : resourceRules, (rules) =>
    hook(rules, true),
  )
  const excluded = ruleHooks(excludeResourceRules, (rules) => hook(rules, false))
  return {
    match(subject, context) {
      const left = excluded(subject.request)
      if (left !== undefined) {
        const out = matchHook(left, subject, context)
        if (out !== undefined && !(out instanceof StatusError)) return undefined
      }
      const wanted = included(subject.request)
      return wanted === undefined ? undefined : matchHook(wanted, subject, context)
    },
  }
}

/** The rules that may concern an object of that name, as a hook; made once where no rule names objects. */
function ruleHooks(
  rules: readonly NamedRuleWithOperations[],
  make: (rules: readonly NamedRuleWithOperations[]) => HookRules,
): (request: AdmissionRequest) => HookRules | undefined {
  if (rules.length === 0) return () => undefined
  const named = rules.some(({ resourceNames = [] }) => resourceNames.length > 0)
  const all = make(rules)
  if (!named) return () => all
  return ({ name }) => {
    const fitting = rules.filter(
      ({ resourceNames = [] }) => resourceNames.length === 0 || resourceNames.includes(name),
    )
    return fitting.length === 0 ? undefined : make(fitting)
  }
}

/** Upstream: pkg/kubeapiserver/admission/exclusion/resources.go. */
const excludedResources: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/mutatingadmissionpolicies',
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
  'authentication.k8s.io/selfsubjectreviews',
  'authentication.k8s.io/tokenreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authorization.k8s.io/subjectaccessreviews',
])

/** What policies say nothing about, so that they can always be mended. */
export function isExcluded({ kind }: AdmissionRequest): boolean {
  return excludedResources.has(`${kind.group}/${kind.plural}`)
}
