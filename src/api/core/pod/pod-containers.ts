// A pod's containers of all three lists, with their places. Upstream: pkg/apis/core/pods/helpers.go VisitContainersWithPath.
import type { PodSpec } from './pod.schema.ts'
import type { Container, EphemeralContainer } from './pod-container.schema.ts'

export type AnyContainer = Container | EphemeralContainer

export interface PlacedContainer {
  readonly container: AnyContainer
  readonly path: string
}

/** Init containers first, as they run. */
export function containersOf(spec: PodSpec, path: string): readonly PlacedContainer[] {
  return [
    ...placed(spec.initContainers, `${path}.initContainers`),
    ...placed(spec.containers, `${path}.containers`),
    ...placed(spec.ephemeralContainers, `${path}.ephemeralContainers`),
  ]
}

function placed(containers: readonly AnyContainer[] | undefined, path: string): readonly PlacedContainer[] {
  return (containers ?? []).map((container, index) => ({ container, path: `${path}[${index}]` }))
}
