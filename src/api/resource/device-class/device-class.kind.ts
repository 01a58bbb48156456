// DeviceClass (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import { deviceClass } from './device-class.schema.ts'
import { deviceClassStrategy } from './device-class.strategy.ts'
import { validateDeviceClassCreate, validateDeviceClassUpdate } from './device-class.validation.ts'
export const DeviceClass = defineKind({
  schema: deviceClass,
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  singular: 'deviceclass',
  scope: 'Cluster',
  storageVersionHash: 'Yk2PTc1Ybxk=',
  strategy: deviceClassStrategy,
  validateCreate: validateDeviceClassCreate,
  validateUpdate: validateDeviceClassUpdate,
  columns: [nameColumn, ageColumn],
})
export type DeviceClass = Instance<typeof DeviceClass>
