// ConfigMap (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { configMapColumns } from './config-map.columns.ts'
import { configMap } from './config-map.schema.ts'
import { validateConfigMap, validateConfigMapUpdate } from './config-map.validation.ts'
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
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
  columns: configMapColumns,
})
export type ConfigMap = Instance<typeof ConfigMap>
