// What the server fills in of limit ranges: defaults follow from maxima and minima.
// Upstream: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { LimitRange } from './limit-range.schema.ts'

export function defaultLimitRange({ spec }: Mutable<LimitRange>): void {
  for (const item of spec.limits ?? []) {
    if (item.type !== 'Container') continue
    const limits = { ...item.max, ...item.default }
    const requests = { ...item.min, ...limits, ...item.defaultRequest }
    if (Object.keys(limits).length > 0) item.default = limits
    if (Object.keys(requests).length > 0) item.defaultRequest = requests
  }
}
