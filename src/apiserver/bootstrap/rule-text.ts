// RBAC rules written as one line of text each, so that tables of them can be read:
//
//   'get list watch | core apps | pods deployments/scale'            resources of groups (core is the unnamed one)
//   'update | coordination.k8s.io | leases | kube-scheduler'         only objects of these names
//   'get | /healthz /version'                                        paths that are no resources
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'
import { assert } from '../../base/assert.ts'

export function parseRules(lines: readonly string[]): PolicyRule[] {
  return lines.map(parseRule)
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '')
}

function parseRule(line: string): PolicyRule {
  const [verbs, second, resources, names] = line.split('|')
  assert(second !== undefined, `not a rule: ${line}`)
  if (resources === undefined) return { verbs: words(verbs), nonResourceURLs: words(second) }
  const rule = {
    verbs: words(verbs),
    apiGroups: words(second).map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
  }
  return names === undefined ? rule : { ...rule, resourceNames: words(names) }
}
