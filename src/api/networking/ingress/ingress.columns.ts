// How ingresses are listed. Upstream: pkg/printers/internalversion/printers.go printIngress.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { balancerText } from '../../core/service/service.columns.ts'
import type { Ingress } from './ingress.schema.ts'

const shown = 3

function hostsText({ spec: { rules = [] } }: Ingress): string {
  const hosts = rules
    .slice(0, shown)
    .map(({ host }) => host ?? '')
    .filter((host) => host !== '')
  if (hosts.length === 0) return '*'
  const text = hosts.join(',')
  return rules.length > shown && hosts.length === shown ? `${text} + ${rules.length - shown} more...` : text
}

export const ingressColumns: readonly Column<Ingress>[] = [
  nameColumn,
  column<Ingress>('Class', ({ spec }) => spec.ingressClassName ?? '<none>'),
  column<Ingress>('Hosts', hostsText),
  column<Ingress>('Address', ({ status }) => balancerText(status?.loadBalancer?.ingress ?? [])),
  column<Ingress>('Ports', ({ spec }) => ((spec.tls ?? []).length > 0 ? '80, 443' : '80')),
  ageColumn,
]
