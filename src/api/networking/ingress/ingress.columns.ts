// How ingresses are listed. Upstream: pkg/printers/internalversion/printers.go printIngress.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { balancerText } from '../../core/service/service.columns.ts'
import type { Ingress } from './ingress.schema.ts'

const shown = 3

function hostsText({ spec: { rules = [] } }: Ingress): string {
  const named = rules.filter(({ host = '' }) => host !== '')
  const last = named[shown - 1]
  const text = named
    .slice(0, shown)
    .map(({ host }) => host)
    .join(',')
  // Upstream counts the rules then, those without a host among them.
  if (last !== undefined && last !== rules.at(-1)) return `${text} + ${rules.length - shown} more...`
  return text === '' ? '*' : text
}

export const ingressColumns: readonly Column<Ingress>[] = [
  nameColumn,
  column<Ingress>('Class', ({ spec }) => spec.ingressClassName ?? '<none>'),
  column<Ingress>('Hosts', hostsText),
  column<Ingress>('Address', ({ status }) => balancerText(status?.loadBalancer?.ingress ?? [])),
  column<Ingress>('Ports', ({ spec }) => ((spec.tls ?? []).length > 0 ? '80, 443' : '80')),
  ageColumn,
]
