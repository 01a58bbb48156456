// How address ranges are listed. Upstream: pkg/printers/internalversion/printers.go printServiceCIDR.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ServiceCIDR } from './service-cidr.schema.ts'

export const serviceCIDRColumns: readonly Column<ServiceCIDR>[] = [
  nameColumn,
  column<ServiceCIDR>('CIDRs', ({ spec }) => (spec.cidrs ?? []).join(',')),
  ageColumn,
]
