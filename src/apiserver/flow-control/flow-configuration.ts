// What the configuration objects mean: which schemas and levels are in force, and what each schema's status should say.
// Decides only; flow-control.ts keeps what follows from it. Upstream: apiserver pkg/util/flowcontrol/apf_controller.go
// digestNewPLsLocked, digestFlowSchemasLocked, presyncFlowSchemaStatus.
import type {
  FlowSchema,
  FlowSchemaCondition,
  FlowSchemaSpec,
} from '../../api/flowcontrol/flow-schema/flow-schema.schema.ts'
import {
  catchAllName,
  exemptName,
  mandatoryFlowSchemas,
  mandatoryPriorityLevels,
} from '../../api/flowcontrol/mandatory.data.ts'
import type {
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.schema.ts'
import { inMatchingOrder } from './flow-matching.ts'
import { noQueues, type QueueingConfig } from './queue-set.ts'
import type { LevelShares } from './seat-allocation.ts'

export interface SchemaPlan {
  readonly name: string
  readonly uid: string
  readonly spec: FlowSchemaSpec
}

export interface LevelPlan {
  readonly name: string
  readonly uid: string
  readonly exempt: boolean
  readonly shares: LevelShares
  readonly queueing: QueueingConfig
}

export interface FlowConfiguration {
  /** In the order in which they are tried; every one's level is in `levels`. */
  readonly schemas: readonly SchemaPlan[]
  readonly levels: ReadonlyMap<string, LevelPlan>
}

/** The mandatory objects are imagined where they are missing; a schema without its level does not count. */
export function planConfiguration(
  schemas: readonly FlowSchema[],
  levels: readonly PriorityLevelConfiguration[],
): FlowConfiguration {
  const plans = new Map<string, LevelPlan>()
  for (const { metadata, spec } of levels) {
    const plan = levelPlan(metadata.name, { uid: metadata.uid ?? '', spec })
    if (plan !== undefined) plans.set(plan.name, plan)
  }
  for (const [name, spec] of mandatoryPriorityLevels) {
    const plan = plans.has(name) ? undefined : levelPlan(name, { uid: '', spec })
    if (plan !== undefined) plans.set(name, plan)
  }
  const known = schemas
    .filter(({ spec }) => plans.has(spec.priorityLevelConfiguration.name))
    .map(({ metadata, spec }) => ({ name: metadata.name, uid: metadata.uid ?? '', spec }))
  return { schemas: withMandatory(inMatchingOrder(known)), levels: plans }
}

function withMandatory(schemas: readonly SchemaPlan[]): readonly SchemaPlan[] {
  const missing = (wanted: string): readonly SchemaPlan[] => {
    const spec = mandatoryFlowSchemas.get(wanted)
    if (spec === undefined || schemas.some(({ name }) => name === wanted)) return []
    return [{ name: wanted, uid: '', spec }]
  }
  return [...missing(exemptName), ...schemas, ...missing(catchAllName)]
}

/** Undefined where the parts of the spec do not fit together. Upstream: queueSetCompleterForPL. */
function levelPlan(
  name: string,
  { uid, spec }: { readonly uid: string; readonly spec: PriorityLevelConfigurationSpec },
): LevelPlan | undefined {
  const { type, limited, exempt } = spec
  if ((type === 'Exempt') !== (name === exemptName)) return undefined
  if (type === 'Exempt' && exempt !== undefined)
    return {
      name,
      uid,
      exempt: true,
      shares: sharesOf({ ...exempt, borrowingLimitPercent: undefined }),
      queueing: noQueues,
    }
  if (type !== 'Limited' || limited === undefined) return undefined
  const { queuing } = limited.limitResponse ?? {}
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing ?? {}
  if (queuing !== undefined && (handSize < 1 || handSize > queues)) return undefined
  return {
    name,
    uid,
    exempt: false,
    shares: sharesOf(limited),
    queueing: { queues, handSize, queueLengthLimit },
  }
}

function sharesOf(own: {
  readonly nominalConcurrencyShares?: number | undefined
  readonly lendablePercent?: number | undefined
  readonly borrowingLimitPercent?: number | undefined
}): LevelShares {
  return {
    shares: own.nominalConcurrencyShares ?? 0,
    lendablePercent: own.lendablePercent ?? 0,
    borrowingLimitPercent: own.borrowingLimitPercent,
  }
}

/** The Dangling condition as it should be, where it is not yet so. */
export function danglingCondition(
  { spec, status }: FlowSchema,
  found: boolean,
): Omit<FlowSchemaCondition, 'lastTransitionTime'> | undefined {
  const { name } = spec.priorityLevelConfiguration
  const about = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(name)}`
  const wanted = found
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${about} and it exists` }
    : {
        type: 'Dangling',
        status: 'True',
        reason: 'NotFound',
        message: `${about} but there is no such object`,
      }
  const is = status?.conditions?.find(({ type }) => type === 'Dangling')
  const same = is?.status === wanted.status && is.reason === wanted.reason && is.message === wanted.message
  return same ? undefined : wanted
}
