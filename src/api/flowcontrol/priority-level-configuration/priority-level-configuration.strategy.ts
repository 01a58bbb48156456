// What the server does to priority levels. Upstream: pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go.
import { specStrategy } from '../../strategies.ts'
import {
  type PriorityLevelConfiguration,
  priorityLevelConfigurationStatus,
} from './priority-level-configuration.schema.ts'

export const priorityLevelConfigurationStrategy = specStrategy<PriorityLevelConfiguration>({
  status: priorityLevelConfigurationStatus,
})
