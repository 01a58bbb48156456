// How API services are listed. Upstream: kube-aggregator pkg/registry/apiservice/etcd/etcd.go ConvertToTable.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { availableCondition } from './api-service.conditions.ts'
import type { APIService } from './api-service.schema.ts'

export const apiServiceColumns: readonly Column<APIService>[] = [
  nameColumn,
  column<APIService>('Service', ({ spec }) => {
    const { service } = spec ?? {}
    return service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`
  }),
  column<APIService>('Available', (obj) => {
    const { status = 'Unknown', reason = '' } = availableCondition(obj) ?? {}
    return status === 'True' || reason === '' ? status : `${status} (${reason})`
  }),
  ageColumn,
]
