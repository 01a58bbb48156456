// Faults of admission webhooks, mutating and validating. What an object was allowed to have before a rule came, it may keep.
// Upstream: pkg/apis/admissionregistration/validation/validation.go.
import { semanticEqual } from '../../machinery/equality.ts'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts'
import { isDNS1035Label, isDNS1123Subdomain } from '../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../machinery/selectors/labels.ts'
import { checkOptionalEnum } from '../checks.ts'
import { matchConditionFaults } from './admission-expression.ts'
import {
  failurePolicies,
  matchPolicies,
  validateMatchConditions,
  validateRuleWithOperations,
} from './rules.validation.ts'
import type { Webhook } from './webhook.ts'
import { validateWebhookClient } from './webhook-client.validation.ts'

interface Rules {
  readonly ignoreMatchConditions: boolean
  readonly requireNoSideEffects: boolean
  readonly requireRecognizedVersion: boolean
  readonly requireUniqueNames: boolean
  readonly lenientSelectors: boolean
}

const strict: Rules = {
  ignoreMatchConditions: false,
  requireNoSideEffects: true,
  requireRecognizedVersion: true,
  requireUniqueNames: true,
  lenientSelectors: false,
}

/** Webhooks have no parameters. */
const checkExpression = matchConditionFaults(false)

/** Versions of AdmissionReview that the server speaks. */
const reviewVersions = ['v1', 'v1beta1']
const noSideEffects = ['None', 'NoneOnDryRun']
const allSideEffects = ['None', 'NoneOnDryRun', 'Some', 'Unknown']
const reinvocationPolicies = ['IfNeeded', 'Never']

export function validateWebhooks(webhooks: readonly Webhook[] | undefined): FieldError[] {
  return judge(webhooks ?? [], strict)
}

export function validateWebhooksUpdate(
  next: readonly Webhook[] | undefined,
  old: readonly Webhook[] | undefined,
): FieldError[] {
  const before = old ?? []
  const now = next ?? []
  return judge(now, {
    ignoreMatchConditions:
      now.length === before.length &&
      before.every((hook, index) => semanticEqual(hook.matchConditions, now[index]?.matchConditions)),
    requireNoSideEffects: before.every(({ sideEffects = '' }) => noSideEffects.includes(sideEffects)),
    requireRecognizedVersion: before.every(
      ({ admissionReviewVersions: versions = [] }) => versions.length === 0 || recognized(versions),
    ),
    requireUniqueNames: new Set(before.map(({ name }) => name)).size === before.length,
    lenientSelectors: before.some((hook) => selectorFaults(hook, '').length > 0),
  })
}

function recognized(versions: readonly string[]): boolean {
  return versions.some((version) => reviewVersions.includes(version))
}

function judge(webhooks: readonly Webhook[], rules: Rules): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, hook] of webhooks.entries()) {
    const path = `webhooks[${index}]`
    faults.push(...webhookFaults(hook, path, rules))
    faults.push(...versionFaults(hook, `${path}.admissionReviewVersions`, rules))
    if (!rules.requireUniqueNames || hook.name === '') continue
    if (names.has(hook.name)) faults.push(duplicate(`${path}.name`, hook.name))
    names.add(hook.name)
  }
  return faults
}

function webhookFaults(hook: Webhook, path: string, rules: Rules): FieldError[] {
  const { timeoutSeconds } = hook
  const faults = checkFullyQualifiedName(hook.name, `${path}.name`)
  for (const [index, rule] of (hook.rules ?? []).entries())
    faults.push(...validateRuleWithOperations(rule, `${path}.rules[${index}]`))
  faults.push(...checkOptionalEnum(hook.failurePolicy, `${path}.failurePolicy`, failurePolicies))
  faults.push(...checkOptionalEnum(hook.matchPolicy, `${path}.matchPolicy`, matchPolicies))
  faults.push(...sideEffectFaults(hook, `${path}.sideEffects`, rules))
  if (timeoutSeconds !== undefined && !(timeoutSeconds >= 1 && timeoutSeconds <= 30)) {
    const why = 'the timeout value must be between 1 and 30 seconds'
    faults.push(invalid(`${path}.timeoutSeconds`, timeoutSeconds, why))
  }
  if (!rules.lenientSelectors) faults.push(...selectorFaults(hook, path))
  faults.push(
    ...checkOptionalEnum(hook.reinvocationPolicy, `${path}.reinvocationPolicy`, reinvocationPolicies),
  )
  faults.push(...validateWebhookClient(hook.clientConfig, `${path}.clientConfig`))
  if (!rules.ignoreMatchConditions)
    faults.push(...validateMatchConditions(hook.matchConditions, `${path}.matchConditions`, checkExpression))
  return faults
}

function sideEffectFaults({ sideEffects }: Webhook, path: string, rules: Rules): FieldError[] {
  const allowed = rules.requireNoSideEffects ? noSideEffects : allSideEffects
  if (sideEffects === undefined) return [required(path, `must specify one of ${allowed.join(', ')}`)]
  return allowed.includes(sideEffects) ? [] : [notSupported(path, sideEffects, allowed)]
}

function selectorFaults({ namespaceSelector, objectSelector }: Webhook, path: string): FieldError[] {
  return [
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(objectSelector, `${path}.objectSelector`),
  ]
}

function versionFaults(hook: Webhook, path: string, rules: Rules): FieldError[] {
  const versions = hook.admissionReviewVersions ?? []
  const known = reviewVersions.join(', ')
  if (versions.length === 0) return [required(path, `must specify one of ${known}`)]
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${index}]`
    if (seen.has(version)) faults.push(invalid(at, version, 'duplicate version'))
    else faults.push(...isDNS1035Label(version).map((why) => invalid(at, version, why)))
    seen.add(version)
  }
  if (rules.requireRecognizedVersion && !recognized(versions))
    faults.push(invalid(path, versions, `must include at least one of ${known}`))
  return faults
}

/** Upstream: apimachinery pkg/util/validation/validation.go IsFullyQualifiedName. */
function checkFullyQualifiedName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)]
  const texts = isDNS1123Subdomain(name)
  if (texts.length > 0) return [invalid(path, name, texts.join(','))]
  if (name.split('.').length >= 3) return []
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')]
}
