// What the server does to disruption budgets. Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type PodDisruptionBudget, podDisruptionBudgetStatus } from './pod-disruption-budget.schema.ts'

export const podDisruptionBudgetStrategy = specStrategy<PodDisruptionBudget>({
  status: podDisruptionBudgetStatus,
  allowUnconditionalUpdate: false,
})
