// The pods of a job: how they are made, and what each tells by its labels, annotations and finalizer. Pure.
// Upstream: pkg/controller/job/indexed_job_utils.go, job_controller.go.
import { Job } from '../../api/batch/job/job.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Container, EnvVar } from '../../api/core/pod/pod-container.schema.ts'
import type { Draft } from '../../machinery/kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'
import { podFromTemplate } from '../framework/pod-control.ts'

/** Keeps a pod that has ended until it has been counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
const indexAnnotation = 'batch.kubernetes.io/job-completion-index'
const failuresAnnotation = 'batch.kubernetes.io/job-index-failure-count'
const ignoredAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count'
const indexVariable = 'JOB_COMPLETION_INDEX'
const maxGeneratedPrefix = 63 - 5

export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed'
}

/** The index that a pod works on; undefined where it has none that makes sense. */
export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[indexAnnotation] ?? ''
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}

function countOf(pod: Pod, annotation: string): number {
  const text = pod.metadata.annotations?.[annotation] ?? ''
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : 0
}

/** How often the index had failed before this pod was made. */
export const indexFailures = (pod: Pod) => countOf(pod, failuresAnnotation)
const ignoredFailures = (pod: Pod) => countOf(pod, ignoredAnnotation)
export const allIndexFailures = (pod: Pod) => indexFailures(pod) + ignoredFailures(pod)

/** What an index starts with: its number, and the failures that are to be remembered. */
export interface IndexStart {
  readonly index: number
  readonly failures?: { readonly counted: number; readonly ignored: number }
}

/** The failures of an index after `last` has failed. */
export function failuresAfter(last: Pod, ignored: boolean): NonNullable<IndexStart['failures']> {
  return {
    counted: indexFailures(last) + (ignored ? 0 : 1),
    ignored: ignoredFailures(last) + (ignored ? 1 : 0),
  }
}

export function draftJobPod(job: Job, start: IndexStart | undefined): Draft<Pod> {
  const draft = podFromTemplate(job.spec.template, job, Job)
  const finalizers = [...new Set([...(draft.metadata.finalizers ?? []), trackingFinalizer])]
  const metadata = { ...draft.metadata, finalizers }
  return start === undefined ? { ...draft, metadata } : atIndex(job, { ...draft, metadata }, start)
}

function atIndex(job: Job, draft: Draft<Pod>, { index, failures }: IndexStart): Draft<Pod> {
  const { name } = job.metadata
  const suffix = `-${index}-`
  const annotations = {
    ...draft.metadata.annotations,
    [indexAnnotation]: String(index),
    ...(failures && { [failuresAnnotation]: String(failures.counted) }),
    ...(failures && failures.ignored > 0 && { [ignoredAnnotation]: String(failures.ignored) }),
  }
  const { initContainers } = draft.spec
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      generateName: `${name.slice(0, maxGeneratedPrefix - suffix.length)}${suffix}`,
      labels: { ...draft.metadata.labels, [indexAnnotation]: String(index) },
      annotations,
    },
    spec: {
      ...draft.spec,
      hostname: `${name}-${index}`,
      containers: draft.spec.containers.map(withIndexVariable),
      ...(initContainers && { initContainers: initContainers.map(withIndexVariable) }),
    },
  }
}

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === indexVariable)) return container
  const fieldPath = `metadata.labels['${indexAnnotation}']`
  const variable: EnvVar = { name: indexVariable, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } }
  return { ...container, env: [...(container.env ?? []), variable] }
}

/** Only pods that ended as failed are replaced, not ones that are still on their way out. */
export function onlyReplacesFailed({ spec }: Job): boolean {
  return (
    (spec.podReplacementPolicy ?? (spec.podFailurePolicy === undefined ? undefined : 'Failed')) === 'Failed'
  )
}

/** Deleted pods count as failed, since an orphan never gets to that phase. Upstream: isPodFailed. */
export function isPodFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true
  if (onlyReplacesFailed(job)) return false
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded'
}

export function isPodSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded'
}

/** Upstream: pkg/controller/job/backoff_utils.go getFinishedTime. */
export function finishedAt(pod: Pod, nowMs: number): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => timeMs(state?.terminated?.finishedAt))
  const known = ends.filter((end) => end !== undefined)
  if (known.length > 0 && known.length === ends.length) return Math.max(...known)
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready')
  if (ready?.status === 'False') return timeMs(ready.lastTransitionTime) ?? nowMs
  return timeMs(pod.metadata.deletionTimestamp) ?? nowMs
}
