// How addresses are listed. Upstream: pkg/printers/internalversion/printers.go printIPAddress.
import type { Column } from '../../../machinery/kind.ts'
import { column, nameColumn } from '../../columns.ts'
import type { IPAddress } from './ip-address.schema.ts'

function parentText({ spec: { parentRef } }: IPAddress): string {
  if (parentRef === undefined) return '<none>'
  const { group = '', resource = '', namespace = '', name = '' } = parentRef
  const kind = group === '' ? resource : `${resource}.${group}`
  return [kind.toLowerCase(), namespace, name].filter((part) => part !== '').join('/')
}

export const ipAddressColumns: readonly Column<IPAddress>[] = [
  nameColumn,
  column<IPAddress>('ParentRef', parentText),
]
