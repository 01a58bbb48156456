// ConfigMap (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { configMap } from './config-map.schema.ts'
export const ConfigMap = defineKind({
  schema: configMap,
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  scope: 'Namespaced',
  shortNames: ['cm'],
  storageVersionHash: 'qFsyl6wFWjQ=',
})
export type ConfigMap = Instance<typeof ConfigMap>
