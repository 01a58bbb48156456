// PodTemplate (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { podTemplate } from './pod-template.schema.ts'
export const PodTemplate = defineKind({
  schema: podTemplate,
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  scope: 'Namespaced',
  storageVersionHash: 'LIXB2x4IFpk=',
})
export type PodTemplate = Instance<typeof PodTemplate>
