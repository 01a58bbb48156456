// How replication controllers are listed. Upstream: pkg/printers/internalversion/printers.go printReplicationController.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, containerColumns, labelsText, nameColumn } from '../../columns.ts'
import type { ReplicationController } from './replication-controller.schema.ts'

const integer = { type: 'integer' } as const

export const replicationControllerColumns: readonly Column<ReplicationController>[] = [
  nameColumn,
  column<ReplicationController>('Desired', ({ spec }) => spec.replicas ?? 0, integer),
  column<ReplicationController>('Current', ({ status }) => status?.replicas ?? 0, integer),
  column<ReplicationController>('Ready', ({ status }) => status?.readyReplicas ?? 0, integer),
  ageColumn,
  ...containerColumns<ReplicationController>(({ spec }) => spec.template?.spec?.containers ?? []),
  column<ReplicationController>('Selector', ({ spec }) => labelsText(spec.selector), { priority: 1 }),
]
