// Why a container is stopped, and the words for it. Pure.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go containerKillReason

export type KillReason =
  | 'Unknown'
  | 'StartupProbe'
  | 'LivenessProbe'
  | 'FailedPostStartHook'
  | 'DefinitionChanged'

export interface ContainerKill {
  readonly name: string
  readonly message: string
  readonly reason: KillReason
}

/** What the probes found of a container, by its id. Undefined before the first result and without such a probe. */
export interface ProbeVerdicts {
  liveness(containerId: string): 'Success' | 'Failure' | 'Unknown' | undefined
  startup(containerId: string): 'Success' | 'Failure' | 'Unknown' | undefined
}

export function killUnknown(name: string, what: 'Container' | 'Init container'): ContainerKill {
  const message = `${what} is in "unknown" state, try killing it before restart`
  return { name, message, reason: 'Unknown' }
}

/** The probe for which a running container has to go. */
export function failedProbe(
  containerId: string,
  probes: ProbeVerdicts,
): { readonly label: string; readonly reason: KillReason } | undefined {
  if (probes.liveness(containerId) === 'Failure') return { label: 'liveness', reason: 'LivenessProbe' }
  if (probes.startup(containerId) === 'Failure') return { label: 'startup', reason: 'StartupProbe' }
  return undefined
}
