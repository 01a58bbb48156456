// What the server does to pod templates. Upstream: pkg/registry/core/podtemplate/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import { podTemplateWarnings } from '../pod/pod.warnings.ts'
import type { PodTemplate } from './pod-template.schema.ts'

export const podTemplateStrategy: Strategy<PodTemplate> = {
  warnings: ({ template }, old) =>
    semanticEqual(template, old?.template) ? [] : podTemplateWarnings(template, 'template'),
  prepareForCreate(next) {
    next.metadata.generation = 1
  },
  prepareForUpdate(next, old) {
    const same = semanticEqual(next.template, old.template)
    next.metadata.generation = (old.metadata.generation ?? 0) + (same ? 0 : 1)
  },
}
