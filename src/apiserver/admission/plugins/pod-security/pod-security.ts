// The pod security standards, as a namespace's labels ask for them: enforced on pods, warned of on pods and on what makes
// them. Upstream: staging/src/k8s.io/pod-security-admission/admission/admission.go.

import { DaemonSet } from '../../../../api/apps/daemon-set/daemon-set.kind.ts'
import { Deployment } from '../../../../api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../../../api/apps/replica-set/replica-set.kind.ts'
import { StatefulSet } from '../../../../api/apps/stateful-set/stateful-set.kind.ts'
import { CronJob } from '../../../../api/batch/cron-job/cron-job.kind.ts'
import { Job } from '../../../../api/batch/job/job.kind.ts'
import { Namespace } from '../../../../api/core/namespace/namespace.kind.ts'
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { PodTemplate } from '../../../../api/core/pod-template/pod-template.kind.ts'
import { ReplicationController } from '../../../../api/core/replication-controller/replication-controller.kind.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import { invalid } from '../../../../machinery/status-error.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'
import { annotate } from '../../webhook/call-hook.ts'
import type { PodLike } from './check.ts'
import { inDetail, inShort, violations } from './evaluate.ts'
import { describeLevel, isStricter, type LevelVersion, type Policy, policyOf } from './policy.ts'

/** Upstream: defaultNamespaceMaxPodsToCheck. */
const mostPods = 3000

const controllers = [
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
  Job,
  CronJob,
  PodTemplate,
  ReplicationController,
]

export const podSecurity = defineAdmission<KubeObject>({
  name: 'PodSecurity',
  kinds: [Namespace, Pod, ...controllers] as never,
  on: ['CREATE', 'UPDATE'],
  subresources: ['', 'ephemeralcontainers', 'resize'],
  validate(request, reader) {
    if (request.kind.kind === 'Namespace') return judgeNamespace(request, reader)
    const labels = reader.get(Namespace, { name: request.namespace })?.metadata.labels
    if (labels === undefined) return undefined
    const policy = policyOf(labels)
    return request.kind.kind === 'Pod' ? judgePod(request, policy) : judgeTemplate(request, policy)
  },
})

function judgePod(request: AdmissionRequest, policy: Policy): Verdict {
  const pod = podLike(request.object as unknown as Pod)
  const old = request.oldObject === undefined ? undefined : podLike(request.oldObject as unknown as Pod)
  if (old !== undefined && !isSignificant(pod, old)) return undefined
  note(request, 'enforce-policy', () => describeLevel(policy.enforce))
  noteViolations(request, pod, policy)
  const found = violations(pod, policy.enforce)
  if (found.length > 0) {
    const level = describeLevel(policy.enforce)
    return forbid(request, `violates PodSecurity ${JSON.stringify(level)}: ${inDetail(found)}`)
  }
  return warn(request, pod, policy)
}

/** What makes pods is not refused: its pods will be. */
function judgeTemplate(request: AdmissionRequest, policy: Policy): undefined {
  const pod = templateOf(request)
  if (pod === undefined) return
  noteViolations(request, pod, policy)
  warn(request, pod, policy)
}

/** For the audit log, where the request is audited. */
function note(request: AdmissionRequest, key: string, text: () => string): void {
  if (request.origin?.audit !== undefined) annotate(request, `pod-security.kubernetes.io/${key}`, text())
}

function noteViolations(request: AdmissionRequest, pod: PodLike, { audit: level }: Policy): void {
  if (request.origin?.audit === undefined) return
  const found = violations(pod, level)
  if (found.length > 0) note(request, 'audit-violations', () => wouldViolate(level, found))
}

function wouldViolate(level: LevelVersion, found: ReturnType<typeof violations>): string {
  return `would violate PodSecurity ${JSON.stringify(describeLevel(level))}: ${inDetail(found)}`
}

/** What can be changed of a pod and matters: its ephemeral containers, and old annotations. */
function isSignificant(next: PodLike, old: PodLike): boolean {
  if (next.spec.ephemeralContainers?.length !== old.spec.ephemeralContainers?.length) return true
  const profiles = ({ annotations }: PodLike) =>
    Object.entries(annotations)
      .filter(([key]) => /^(container\.)?(apparmor\.security\.beta|seccomp\.security\.alpha)\./.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
  return !equalJson(profiles(next) as never, profiles(old) as never)
}

function warn(request: AdmissionRequest, pod: PodLike, { warn: level }: Policy): undefined {
  const found = violations(pod, level)
  if (found.length > 0) request.warn(wouldViolate(level, found))
}

function podLike({ metadata, spec }: Pick<Pod, 'spec'> & { metadata?: object | undefined }): PodLike {
  const { annotations = {} } = (metadata ?? {}) as { annotations?: Readonly<Record<string, string>> }
  return { annotations, spec }
}

interface Templated {
  readonly template?: Pod
  readonly spec?: {
    readonly template?: Pod
    readonly jobTemplate?: { readonly spec?: { readonly template?: Pod } }
  }
}

function templateOf({ object }: AdmissionRequest): PodLike | undefined {
  const { template, spec } = object as unknown as Templated
  const found = template ?? spec?.template ?? spec?.jobTemplate?.spec?.template
  return found?.spec === undefined ? undefined : podLike(found)
}

function judgeNamespace(request: AdmissionRequest, reader: AdmissionReader): Verdict {
  const { object, oldObject } = request
  const next = policyOf(object?.metadata.labels)
  const old = oldObject === undefined ? undefined : policyOf(oldObject.metadata.labels)
  // Labels that were wrong before may stay so.
  if (next.faults.length > 0 && !equalJson(next.faults as never, (old?.faults ?? null) as never))
    return invalid({ group: '', resource: 'Namespace' }, request.name, next.faults)
  if (old !== undefined && isTightened(next.enforce, old.enforce)) warnOfPods(request, next.enforce, reader)
  return undefined
}

function isTightened(next: LevelVersion, old: LevelVersion): boolean {
  if (next.level === 'privileged') return false
  return next.minor === old.minor ? isStricter(next.level, old.level) : true
}

/** Pods that are there stay; whoever sets the label is told which of them would not be let in now. */
function warnOfPods(request: AdmissionRequest, enforce: LevelVersion, reader: AdmissionReader): void {
  const names = new Map<string, string[]>()
  for (const pod of reader.list(Pod, request.name).slice(0, mostPods)) {
    const why = inShort(violations(podLike(pod), enforce))
    if (why === '') continue
    const others = names.get(why) ?? []
    others.push(pod.metadata.name)
    names.set(why, others)
  }
  if (names.size === 0) return
  const level = JSON.stringify(describeLevel(enforce))
  request.warn(
    `existing pods in namespace ${JSON.stringify(request.name)} violate the new PodSecurity enforce level ${level}`,
  )
  for (const [why, [first, ...rest]] of names) {
    const others =
      rest.length === 0 ? '' : ` (and ${rest.length} other ${rest.length === 1 ? 'pod' : 'pods'})`
    request.warn(`${first}${others}: ${why}`)
  }
}
