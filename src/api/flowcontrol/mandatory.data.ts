// The configuration without which flow control cannot work: whoever may do everything, and whoever matches nothing else.
// Its specs are fixed. Upstream: apiserver pkg/apis/flowcontrol/bootstrap/default.go.
import type { FlowSchemaSpec } from './flow-schema/flow-schema.schema.ts'
import type { PriorityLevelConfigurationSpec } from './priority-level-configuration/priority-level-configuration.schema.ts'

export const exemptName = 'exempt'
export const catchAllName = 'catch-all'

/** A subject of kind Group for each name. */
export function groupSubjects(...names: readonly string[]) {
  return names.map((name) => ({ kind: 'Group', group: { name } }))
}

/** Rules that match whatever is asked for. */
export const everything = {
  resourceRules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
  ],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
}

export const mandatoryFlowSchemas: ReadonlyMap<string, FlowSchemaSpec> = new Map([
  [
    exemptName,
    {
      priorityLevelConfiguration: { name: exemptName },
      matchingPrecedence: 1,
      rules: [{ subjects: groupSubjects('system:masters'), ...everything }],
    },
  ],
  [
    catchAllName,
    {
      priorityLevelConfiguration: { name: catchAllName },
      matchingPrecedence: 10_000,
      distinguisherMethod: { type: 'ByUser' },
      rules: [{ subjects: groupSubjects('system:unauthenticated', 'system:authenticated'), ...everything }],
    },
  ],
])

export const mandatoryPriorityLevels: ReadonlyMap<string, PriorityLevelConfigurationSpec> = new Map<
  string,
  PriorityLevelConfigurationSpec
>([
  [exemptName, { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
  [
    catchAllName,
    {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 },
    },
  ],
])
