// PodTemplate (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultPodTemplate } from '../pod/pod.defaults.ts'
import { validatePodTemplateSpec } from '../pod/pod.validation.ts'
import { podTemplateColumns } from './pod-template.columns.ts'
import { podTemplate } from './pod-template.schema.ts'
import { podTemplateStrategy } from './pod-template.strategy.ts'
export const PodTemplate = defineKind({
  schema: podTemplate,
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  scope: 'Namespaced',
  storageVersionHash: 'LIXB2x4IFpk=',
  default: ({ template }) => defaultPodTemplate(template),
  validate: ({ template = {} }) => validatePodTemplateSpec(template, 'template'),
  strategy: podTemplateStrategy,
  columns: podTemplateColumns,
})
export type PodTemplate = Instance<typeof PodTemplate>
