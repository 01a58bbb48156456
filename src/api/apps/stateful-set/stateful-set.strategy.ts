// What the server does to stateful sets. Upstream: pkg/registry/apps/statefulset/strategy.go.

import { claimSpecWarnings } from '../../core/persistent-volume-claim/claim-spec.warnings.ts'
import { podTemplateWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { type StatefulSet, statefulSetStatus } from './stateful-set.schema.ts'

export const statefulSetStrategy = specStrategy<StatefulSet>({
  status: statefulSetStatus,
  warnings: ({ metadata, spec }, old) => [
    ...(metadata.generation === old?.metadata.generation
      ? []
      : podTemplateWarnings(spec.template, 'spec.template')),
    ...(spec.volumeClaimTemplates ?? []).flatMap((claim, index) =>
      claimSpecWarnings(claim.spec ?? {}, `spec.volumeClaimTemplates[${index}]`),
    ),
    ...((spec.revisionHistoryLimit ?? 0) < 0 ? [negativeLimit] : []),
  ],
})

const negativeLimit =
  'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'
