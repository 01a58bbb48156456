// Which field selectors a kind has besides its name and namespace, and what is said about others. Upstream has a
// function for each kind with such fields (pkg/apis/*/v*/conversion.go AddFieldLabelConversionsFor*), all worded alike
// but for a few, and one for the rest (apimachinery pkg/runtime/converter.go DefaultMetaV1FieldSelectorConversion).
import type { Kind } from '../../machinery/kind.ts'

/** Built-in kinds that know no label but those listed, though a field selector of theirs is not among the generic ones. */
const namedByVersion: ReadonlyMap<string, (field: string) => string> = new Map([
  ['apps/StatefulSet', (field: string) => `field label not supported for appsv1.StatefulSet: ${field}`],
  [
    'apps/ReplicaSet',
    (field: string) => `field label ${JSON.stringify(field)} not supported for "ReplicaSet"`,
  ],
  ['batch/Job', (field: string) => `field label ${JSON.stringify(field)} not supported for batchv1.Job`],
])

export function unknownFieldLabel(kind: Kind, field: string): string {
  const { group } = kind
  const named = namedByVersion.get(`${group}/${kind.kind}`)
  if (named !== undefined) return named(field)
  if (group === 'resource.k8s.io' && kind.kind === 'ResourceSlice')
    return `field label not supported for ${kind.apiVersion}, Kind=${kind.kind}: ${field}`
  if (hasOwnLabels(kind)) return `field label not supported: ${field}`
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
}

/** A cluster-wide kind without selectors of its own takes a namespace too: the generic function does not ask. */
export function takesNamespace(kind: Kind): boolean {
  return kind.scope === 'Namespaced' || !hasOwnLabels(kind)
}

function hasOwnLabels(kind: Kind): boolean {
  return (kind.fieldSelectors?.length ?? 0) > 0
}
