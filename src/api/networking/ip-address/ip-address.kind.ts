// IPAddress (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ipAddressColumns } from './ip-address.columns.ts'
import { ipAddress } from './ip-address.schema.ts'
import { validateIPAddress, validateIPAddressName, validateIPAddressUpdate } from './ip-address.validation.ts'
export const IPAddress = defineKind({
  schema: ipAddress,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  scope: 'Cluster',
  shortNames: ['ip'],
  storageVersionHash: '3f/plJFChNE=',
  strategy: { takesNamesWhole: true },
  validateName: validateIPAddressName,
  validate: validateIPAddress,
  validateUpdate: validateIPAddressUpdate,
  columns: ipAddressColumns,
})
export type IPAddress = Instance<typeof IPAddress>
