// What the server fills in of priority levels. Upstream: pkg/apis/flowcontrol/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type {
  PriorityLevelConfiguration,
  QueuingConfiguration,
} from './priority-level-configuration.schema.ts'

export function defaultPriorityLevelConfiguration({ spec }: Mutable<PriorityLevelConfiguration>): void {
  const { exempt, limited } = spec
  if (exempt !== undefined) {
    exempt.nominalConcurrencyShares ??= 0
    exempt.lendablePercent ??= 0
  }
  if (limited === undefined) return
  limited.nominalConcurrencyShares ??= 30
  limited.lendablePercent ??= 0
  if (limited.limitResponse?.queuing !== undefined) defaultQueuing(limited.limitResponse.queuing)
}

function defaultQueuing(queuing: Mutable<QueuingConfiguration>): void {
  if ((queuing.handSize ?? 0) === 0) queuing.handSize = 8
  if ((queuing.queues ?? 0) === 0) queuing.queues = 64
  if ((queuing.queueLengthLimit ?? 0) === 0) queuing.queueLengthLimit = 50
}
