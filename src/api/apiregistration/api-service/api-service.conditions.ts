// Whether an API service answers, as its status says. Upstream: kube-aggregator pkg/apis/apiregistration/v1/helper.
import type { APIService, APIServiceCondition } from './api-service.schema.ts'

export function availableCondition({ status }: APIService): APIServiceCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Available')
}

export function isAvailable(service: APIService): boolean {
  return availableCondition(service)?.status === 'True'
}

/** What is true of groups that the server itself serves. Upstream: NewLocalAvailableAPIServiceCondition. */
export function localCondition(lastTransitionTime: string): APIServiceCondition {
  return {
    type: 'Available',
    status: 'True',
    lastTransitionTime,
    reason: 'Local',
    message: 'Local APIServices are always available',
  }
}

/** The conditions with this one in place of its predecessor, whose time stays where the status does. */
export function withCondition(
  conditions: readonly APIServiceCondition[] | undefined,
  next: APIServiceCondition,
): APIServiceCondition[] {
  const old = conditions?.find(({ type }) => type === next.type)
  const kept = old?.status === next.status ? { ...next, lastTransitionTime: old.lastTransitionTime } : next
  return old === undefined
    ? [...(conditions ?? []), next]
    : (conditions ?? []).map((condition) => (condition === old ? kept : condition))
}
