// Labels of nodes that have better names now: who uses one in a selector is told. Upstream: pkg/api/node/util.go.
import type { LabelSelector } from '../machinery/selectors/labels.ts'
import type { NodeSelectorTerm } from './core/pod/pod-scheduling.schema.ts'

const deprecated: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  [
    'failure-domain.beta.kubernetes.io/region',
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  ],
  [
    'failure-domain.beta.kubernetes.io/zone',
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  ],
  [
    'beta.kubernetes.io/instance-type',
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  ],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  [
    'scheduler.alpha.kubernetes.io/preferAvoidPods',
    'deprecated since v1.22; use Taints and Tolerations instead',
  ],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
])

/** What is wrong with a label's name; undefined where nothing is. */
export function deprecatedLabel(key: string): string | undefined {
  return deprecated.get(key)
}

interface Requirement {
  readonly key: string
}

export function expressionWarnings(expressions: readonly Requirement[] | undefined, path: string): string[] {
  return (expressions ?? []).flatMap(({ key }, index) => {
    const why = deprecated.get(key)
    return why === undefined ? [] : [`${path}[${index}].key: ${key} is ${why}`]
  })
}

export function selectorTermWarnings({ matchExpressions }: NodeSelectorTerm, path: string): string[] {
  return expressionWarnings(matchExpressions, `${path}.matchExpressions`)
}

/** Upstream: GetWarningsForNodeSelector. */
export function labelSelectorWarnings(selector: LabelSelector | undefined, path: string): string[] {
  return [
    ...expressionWarnings(selector?.matchExpressions, `${path}.matchExpressions`),
    ...Object.keys(selector?.matchLabels ?? {}).flatMap((key) => {
      const why = deprecated.get(key)
      return why === undefined ? [] : [`${path}.matchLabels.${key}: ${why}`]
    }),
  ]
}
