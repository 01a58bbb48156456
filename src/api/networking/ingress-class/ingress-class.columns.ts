// How ingress classes are listed. Upstream: pkg/printers/internalversion/printers.go printIngressClass.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { IngressClass } from './ingress-class.schema.ts'

function parametersText({ spec: { parameters } }: IngressClass): string {
  if (parameters === undefined) return '<none>'
  const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`
  return `${parameters.kind}${group}/${parameters.name}`
}

export const ingressClassColumns: readonly Column<IngressClass>[] = [
  nameColumn,
  column<IngressClass>('Controller', ({ spec }) => spec.controller ?? ''),
  column<IngressClass>('Parameters', parametersText),
  ageColumn,
]
