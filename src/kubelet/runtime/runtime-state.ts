// CRI's container states in the kubelet's terms.
import type { ContainerState, Unrecognized } from '../cri/cri.types.ts'

export type RuntimeContainerState = 'created' | 'running' | 'exited' | 'unknown'

const states: Readonly<Record<ContainerState | Unrecognized, RuntimeContainerState>> = {
  CONTAINER_CREATED: 'created',
  CONTAINER_RUNNING: 'running',
  CONTAINER_EXITED: 'exited',
  CONTAINER_UNKNOWN: 'unknown',
  UNRECOGNIZED: 'unknown',
}

export function runtimeContainerState(state: ContainerState | Unrecognized): RuntimeContainerState {
  return states[state]
}
