// What the server does to API services. Upstream: kube-aggregator pkg/registry/apiservice/strategy.go. A local one is
// available from its first moment; upstream's controller says so a moment later.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { localCondition } from './api-service.conditions.ts'
import { type APIService, apiServiceStatus } from './api-service.schema.ts'

export const apiServiceStrategy = specStrategy<APIService>({
  status: apiServiceStatus,
  generation: false,
  allowUnconditionalUpdate: false,
  onCreate(next: Mutable<APIService>) {
    if (next.spec?.service === undefined)
      next.status = { conditions: [localCondition(next.metadata.creationTimestamp)] }
  },
})
