// ControllerRevision (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { controllerRevisionColumns } from './controller-revision.columns.ts'
import { controllerRevision } from './controller-revision.schema.ts'
import {
  validateControllerRevision,
  validateControllerRevisionUpdate,
} from './controller-revision.validation.ts'
export const ControllerRevision = defineKind({
  schema: controllerRevision,
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  scope: 'Namespaced',
  storageVersionHash: '85nkx63pcBU=',
  columns: controllerRevisionColumns,
  validate: validateControllerRevision,
  validateUpdate: validateControllerRevisionUpdate,
})
export type ControllerRevision = Instance<typeof ControllerRevision>
