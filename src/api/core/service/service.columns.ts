// How services are listed. Upstream: pkg/printers/internalversion/printers.go printService.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, labelsText, nameColumn, orNone } from '../../columns.ts'
import type { LoadBalancerIngress, Service, ServicePort } from './service.schema.ts'

function externalText({ spec, status }: Service): string {
  const external = (spec.externalIPs ?? []).join(',')
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(external)
    case 'LoadBalancer': {
      const balanced = balancerText(status?.loadBalancer?.ingress ?? [])
      if (external !== '') return balanced === '' ? external : `${balanced},${external}`
      return balanced === '' ? '<pending>' : balanced
    }
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

/** Addresses or else names of load balancers, sorted. */
export function balancerText(ingress: readonly Pick<LoadBalancerIngress, 'ip' | 'hostname'>[]): string {
  const names = ingress.map(({ ip, hostname }) => (ip ? ip : (hostname ?? ''))).filter((name) => name !== '')
  return [...new Set(names)].sort().join(',')
}

function portsText(ports: readonly ServicePort[] | undefined): string {
  const texts = (ports ?? []).map(({ port, nodePort = 0, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return orNone(texts.join(','))
}

export const serviceColumns: readonly Column<Service>[] = [
  nameColumn,
  {
    name: 'Type',
    type: 'string',
    description: 'From where the service can be reached.',
    cell: (service) => service.spec.type ?? '',
  },
  {
    name: 'Cluster-IP',
    type: 'string',
    description: 'Address within the cluster.',
    cell: (service) => orNone(service.spec.clusterIPs?.[0]),
  },
  {
    name: 'External-IP',
    type: 'string',
    description: 'Addresses from outside.',
    cell: externalText,
  },
  {
    name: 'Port(s)',
    type: 'string',
    description: 'Ports, with those of the nodes behind the colon.',
    cell: (service) => portsText(service.spec.ports),
  },
  ageColumn,
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Labels of the pods behind the service.',
    cell: (service) => labelsText(service.spec.selector),
  },
]
