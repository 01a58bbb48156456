// How service accounts are listed. Upstream: pkg/printers/internalversion/printers.go printServiceAccount.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { ServiceAccount } from './service-account.schema.ts'

export const serviceAccountColumns: readonly Column<ServiceAccount>[] = [nameColumn, ageColumn]
