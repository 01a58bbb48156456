// Cells that tables of policies and bindings share. Upstream: pkg/printers/internalversion/printers.go.
import type { ParamKind, ParamRef } from './shared.schema.ts'

export function paramKindText(kind: ParamKind | undefined): string {
  return kind === undefined ? '<unset>' : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`
}

export function paramRefText(ref: ParamRef | undefined): string {
  const { name = '', namespace = '', selector } = ref ?? {}
  // Whether parameters have namespaces cannot be told from here.
  if (name !== '') return namespace === '' ? `*/${name}` : `${namespace}/${name}`
  return selector === undefined ? '<unset>' : goSelector(selector)
}

/** As Go's generated String() prints it. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: NonNullable<ParamRef['selector']>): string {
  const labels = Object.keys(matchLabels).sort()
  const pairs = labels.map((key) => `${key}: ${matchLabels[key]},`).join('')
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}
