// ControllerRevision (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { controllerRevision } from './controller-revision.schema.ts'
export const ControllerRevision = defineKind({
  schema: controllerRevision,
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  scope: 'Namespaced',
  storageVersionHash: '85nkx63pcBU=',
})
export type ControllerRevision = Instance<typeof ControllerRevision>
