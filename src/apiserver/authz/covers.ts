// Do the rules somebody holds cover the rules they want to give? Upstream: component-helpers auth/rbac/validation/
// policy_comparator.go Covers.
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'

/** Those of the wanted rules, taken apart, that nothing held covers. */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakdown).filter((rule) => !held.some((owner) => ruleCovers(owner, rule)))
}

/** A rule as many rules of one verb and one resource or URL. */
function breakdown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = []
  for (const verb of rule.verbs) {
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const base = { verbs: [verb], apiGroups: [group], resources: [resource] }
        const names = rule.resourceNames ?? []
        if (names.length === 0) parts.push(base)
        else for (const name of names) parts.push({ ...base, resourceNames: [name] })
      }
    }
    for (const url of rule.nonResourceURLs ?? []) parts.push({ verbs: [verb], nonResourceURLs: [url] })
  }
  return parts
}

function hasAll(held: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return held.includes('*') || wanted.every((item) => held.includes(item))
}

function ruleCovers(owner: PolicyRule, part: PolicyRule): boolean {
  return (
    hasAll(owner.verbs, part.verbs) &&
    hasAll(owner.apiGroups, part.apiGroups) &&
    resourcesCover(owner.resources ?? [], part.resources ?? []) &&
    urlsCover(owner.nonResourceURLs ?? [], part.nonResourceURLs ?? []) &&
    namesCover(owner.resourceNames ?? [], part.resourceNames ?? [])
  )
}

function resourcesCover(held: readonly string[], wanted: readonly string[]): boolean {
  if (hasAll(held, wanted)) return true
  return wanted.every((item) => {
    const slash = item.indexOf('/')
    return held.includes(item) || (slash >= 0 && held.includes(`*${item.slice(slash)}`))
  })
}

/** No names held means every name; no names wanted means every name, too. */
function namesCover(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true
  return wanted.length > 0 && wanted.every((name) => held.includes(name))
}

function urlsCover(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((url) =>
    held.some(
      (owner) =>
        owner === url || owner === '*' || (owner.endsWith('*') && url.startsWith(owner.slice(0, -1))),
    ),
  )
}

/** The uncovered rules as upstream's message lists them, one a line. */
export function describeRules(rules: readonly PolicyRule[]): string {
  return compact(rules).map(describeRule).join('\n')
}

/** Joins rules that differ in their verb alone. Upstream: CompactRules. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const joined = new Map<string, PolicyRule>()
  for (const rule of rules) {
    const { verbs, ...rest } = rule
    const key = JSON.stringify(rest)
    const known = joined.get(key)
    joined.set(key, known === undefined ? rule : { ...known, verbs: [...known.verbs, ...verbs] })
  }
  return [...joined.values()].map((rule) => ({ ...rule, verbs: [...rule.verbs].sort() }))
}

function describeRule(rule: PolicyRule): string {
  const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(' ')}]`
  const parts: string[] = []
  if (rule.apiGroups?.length) parts.push(`APIGroups:${list(rule.apiGroups)}`)
  if (rule.resources?.length) parts.push(`Resources:${list(rule.resources)}`)
  if (rule.nonResourceURLs?.length) parts.push(`NonResourceURLs:${list(rule.nonResourceURLs)}`)
  if (rule.resourceNames?.length) parts.push(`ResourceNames:${list(rule.resourceNames)}`)
  if (rule.verbs.length > 0) parts.push(`Verbs:${list(rule.verbs)}`)
  return `{${parts.join(', ')}}`
}
