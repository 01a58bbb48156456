// How deployments are listed. Upstream: pkg/printers/internalversion/printers.go printDeployment.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, containerColumns, nameColumn, selectorText } from '../../columns.ts'
import type { Deployment } from './deployment.schema.ts'

export const deploymentColumns: readonly Column<Deployment>[] = [
  nameColumn,
  {
    name: 'Ready',
    type: 'string',
    description: 'Number of pods that are ready, of those wanted.',
    cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
  },
  {
    name: 'Up-to-date',
    type: 'string',
    description: 'Number of pods made of the current template.',
    cell: ({ status }) => status?.updatedReplicas ?? 0,
  },
  {
    name: 'Available',
    type: 'string',
    description: 'Number of pods that have been ready for long enough.',
    cell: ({ status }) => status?.availableReplicas ?? 0,
  },
  ageColumn,
  ...containerColumns<Deployment>(({ spec }) => spec.template.spec?.containers ?? []),
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Labels of the pods that it counts as its own.',
    cell: ({ spec }) => selectorText(spec.selector),
  },
]
