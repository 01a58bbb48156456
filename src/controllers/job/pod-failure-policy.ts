// What a job's pod failure policy makes of a pod that failed. Pure. Upstream: pkg/controller/job/pod_failure_policy.go.
import type { PodFailurePolicy, PodFailurePolicyRule } from '../../api/batch/shared.schema.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { ContainerStatus } from '../../api/core/pod/pod-status.schema.ts'

export type FailureVerdict =
  | { readonly action: 'Count' | 'Ignore' | 'FailIndex' }
  | { readonly action: 'FailJob'; readonly message: string }

const count: FailureVerdict = { action: 'Count' }

/** The first rule that matches decides; without one the failure counts. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const why = reasonOf(rule, pod)
    if (why === undefined) continue
    if (rule.action !== 'FailJob') return { action: rule.action }
    return { action: 'FailJob', message: `${why} matching FailJob rule at index ${index}` }
  }
  return count
}

function reasonOf({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { name, namespace } = pod.metadata
  if (onExitCodes !== undefined) {
    const container = matchingContainer(onExitCodes, pod)
    const code = container?.state?.terminated?.exitCode
    return (
      container && `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code}`
    )
  }
  const condition = pod.status?.conditions?.find(({ type, status }) =>
    onPodConditions?.some((pattern) => pattern.type === type && (pattern.status ?? 'True') === status),
  )
  return condition && `Pod ${namespace}/${name} has condition ${condition.type}`
}

function matchingContainer(
  { containerName, operator, values }: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  pod: Pod,
): ContainerStatus | undefined {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  return statuses.find(({ name, state }) => {
    const code = state?.terminated?.exitCode
    if (code === undefined || code === 0) return false
    if (containerName !== undefined && containerName !== name) return false
    return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code)
  })
}
