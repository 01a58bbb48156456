// Fields of nodes that nothing reads any more, and labels that have better names.
// Upstream: pkg/registry/core/node/strategy.go fieldIsDeprecatedWarnings.
import type { Node } from './node.schema.ts'

export function nodeWarnings({ spec }: Node): string[] {
  return [
    ...(spec.configSource === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(spec.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
  ]
}
