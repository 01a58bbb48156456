// What the server does to daemon sets: an annotation counts the changes of the template, for old clients.
// Upstream: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { podTemplateWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { type DaemonSet, daemonSetStatus } from './daemon-set.schema.ts'

export const templateGenerationAnnotation = 'deprecated.daemonset.template.generation'

export const daemonSetStrategy: Strategy<DaemonSet> = specStrategy<DaemonSet>({
  status: daemonSetStatus,
  warnings: (next, old) =>
    old !== undefined && templateGenerationOf(next) === templateGenerationOf(old)
      ? []
      : podTemplateWarnings(next.spec.template, 'spec.template'),
  onCreate(next) {
    setTemplateGeneration(next, Math.max(templateGenerationOf(next), 1))
  },
  onUpdate(next, old) {
    const changed = !semanticEqual(next.spec.template, old.spec.template)
    setTemplateGeneration(next, templateGenerationOf(old) + (changed ? 1 : 0))
  },
})

function templateGenerationOf({ metadata }: DaemonSet | Mutable<DaemonSet>): number {
  const generation = Number(metadata.annotations?.[templateGenerationAnnotation] ?? 0)
  return Number.isSafeInteger(generation) ? generation : 0
}

function setTemplateGeneration({ metadata }: Mutable<DaemonSet>, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGenerationAnnotation]: String(generation) }
}
