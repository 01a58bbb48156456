// How sandboxes and containers carry what belongs to them through a restart of the kubelet: labels and annotations,
// named as upstream names them, so that either kubelet readopts the other's.
// Upstream: pkg/kubelet/kuberuntime/labels.go, pkg/kubelet/types/labels.go
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { LifecycleHandler } from '../../api/core/pod/pod-probes.schema.ts'
import { hashContainer } from './container-hash.ts'

type Texts = Readonly<Record<string, string>>

export const podNameLabel = 'io.kubernetes.pod.name'
export const podNamespaceLabel = 'io.kubernetes.pod.namespace'
export const podUidLabel = 'io.kubernetes.pod.uid'
export const containerNameLabel = 'io.kubernetes.container.name'

const podDeletionGracePeriod = 'io.kubernetes.pod.deletionGracePeriod'
const podTerminationGracePeriod = 'io.kubernetes.pod.terminationGracePeriod'
const containerHash = 'io.kubernetes.container.hash'
const containerRestartCount = 'io.kubernetes.container.restartCount'
const terminationMessagePath = 'io.kubernetes.container.terminationMessagePath'
const terminationMessagePolicy = 'io.kubernetes.container.terminationMessagePolicy'
const preStopHandler = 'io.kubernetes.container.preStopHandler'
const containerPorts = 'io.kubernetes.container.ports'

function identity(pod: Pod): Texts {
  return {
    [podNameLabel]: pod.metadata.name,
    [podNamespaceLabel]: pod.metadata.namespace ?? '',
    [podUidLabel]: pod.metadata.uid,
  }
}

export function sandboxLabels(pod: Pod): Texts {
  return { ...pod.metadata.labels, ...identity(pod) }
}

export function sandboxAnnotations(pod: Pod): Texts {
  return { ...pod.metadata.annotations }
}

export function containerLabels(pod: Pod, container: Pick<Container, 'name'>): Texts {
  return { ...identity(pod), [containerNameLabel]: container.name }
}

export function containerAnnotations(
  pod: Pod,
  container: Container,
  options: { readonly restartCount: number },
): Texts {
  const deletionGrace = pod.metadata.deletionGracePeriodSeconds
  const terminationGrace = pod.spec.terminationGracePeriodSeconds
  const preStop = container.lifecycle?.preStop
  const ports = container.ports ?? []
  return {
    [containerHash]: hashContainer(container),
    [containerRestartCount]: String(options.restartCount),
    [terminationMessagePath]: container.terminationMessagePath ?? '',
    [terminationMessagePolicy]: container.terminationMessagePolicy ?? 'File',
    ...(deletionGrace !== undefined && { [podDeletionGracePeriod]: String(deletionGrace) }),
    ...(terminationGrace !== undefined && { [podTerminationGracePeriod]: String(terminationGrace) }),
    ...(preStop !== undefined && { [preStopHandler]: JSON.stringify(preStop) }),
    ...(ports.length > 0 && { [containerPorts]: JSON.stringify(ports) }),
  }
}

export interface ContainerIdentity {
  readonly podName: string
  readonly podNamespace: string
  readonly podUid: string
  readonly containerName: string
}

export function readContainerLabels(labels: Texts): ContainerIdentity {
  return {
    podName: labels[podNameLabel] ?? '',
    podNamespace: labels[podNamespaceLabel] ?? '',
    podUid: labels[podUidLabel] ?? '',
    containerName: labels[containerNameLabel] ?? '',
  }
}

export interface ContainerNotes {
  readonly hash: string
  readonly restartCount: number
  readonly terminationMessagePath: string
  readonly fallbackToLogsOnError: boolean
  /** What a container without a pod in the API is stopped with. */
  readonly graceSeconds: number | undefined
  readonly preStop: LifecycleHandler | undefined
}

/** Tolerates what is missing or malformed: the container may have been made by another release. */
export function readContainerAnnotations(annotations: Texts): ContainerNotes {
  const grace = annotations[podDeletionGracePeriod] ?? annotations[podTerminationGracePeriod]
  return {
    hash: annotations[containerHash] ?? '',
    restartCount: wholeNumber(annotations[containerRestartCount]) ?? 0,
    terminationMessagePath: annotations[terminationMessagePath] ?? '',
    fallbackToLogsOnError: annotations[terminationMessagePolicy] === 'FallbackToLogsOnError',
    graceSeconds: wholeNumber(grace),
    preStop: readHandler(annotations[preStopHandler]),
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function readHandler(text: string | undefined): LifecycleHandler | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as LifecycleHandler
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
