// RuntimeClass (node.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { deprecatedLabel } from '../../node-labels.warnings.ts'
import { runtimeClassColumns } from './runtime-class.columns.ts'
import { runtimeClass } from './runtime-class.schema.ts'
import { validateRuntimeClass, validateRuntimeClassUpdate } from './runtime-class.validation.ts'
export const RuntimeClass = defineKind({
  schema: runtimeClass,
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  scope: 'Cluster',
  storageVersionHash: 'WQTu1GL3T2Q=',
  strategy: {
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    warnings: ({ scheduling }) =>
      Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => {
        const why = deprecatedLabel(key)
        return why === undefined ? [] : [`scheduling.nodeSelector: ${why}`]
      }),
  },
  columns: runtimeClassColumns,
  validate: validateRuntimeClass,
  validateUpdate: validateRuntimeClassUpdate,
})
export type RuntimeClass = Instance<typeof RuntimeClass>
