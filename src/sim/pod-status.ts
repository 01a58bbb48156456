// What a pod's status becomes when steps are taken. Pure. Phases and conditions follow the kubelet's rules.
// Upstream: pkg/kubelet/kubelet_pods.go getPhase, pkg/kubelet/status/generate.go.
import { withPodCondition } from '../api/core/pod/pod.conditions.ts'
import type { Pod } from '../api/core/pod/pod.kind.ts'
import { isSidecar } from '../api/core/pod/pod.resources.ts'
import type { Container } from '../api/core/pod/pod-container.schema.ts'
import type {
  ContainerState,
  ContainerStatus,
  PodCondition,
  PodStatus,
} from '../api/core/pod/pod-status.schema.ts'
import { timeText } from '../machinery/meta/time.ts'
import type { Mutable } from '../machinery/schema/schema.ts'
import { type Action, isInitDone } from './pod-steps.ts'
import { hash } from './stage.ts'

export interface StatusSources {
  readonly nowMs: number
  readonly hostIP: string
  /** The pod's address; asked for when the sandbox is made. */
  readonly podIP: () => string
}

type Draft = Mutable<PodStatus>

/** The status after the actions. */
export function nextStatus(pod: Pod, actions: readonly Action[], sources: StatusSources): PodStatus {
  const draft = draftOf(pod.status ?? {})
  for (const action of actions) take(draft, pod, action, sources)
  const leaving = actions.some((action) => action.do === 'stop')
  draft.phase = draft.reason === 'DeadlineExceeded' ? 'Failed' : phaseOf(pod, draft, leaving)
  if (pod.metadata.generation !== undefined) draft.observedGeneration = pod.metadata.generation
  draft.conditions = conditionsOf(pod, draft, sources.nowMs) as Mutable<PodCondition>[]
  return draft
}

/** A copy down to where the actions change it: the lists of container statuses; statuses are exchanged, never altered. */
function draftOf(status: PodStatus): Draft {
  const { initContainerStatuses, containerStatuses } = status
  return {
    ...status,
    ...(initContainerStatuses && { initContainerStatuses: [...initContainerStatuses] }),
    ...(containerStatuses && { containerStatuses: [...containerStatuses] }),
  } as Draft
}

function take(draft: Draft, pod: Pod, action: Action, sources: StatusSources): void {
  switch (action.do) {
    case 'admit':
      admit(draft, pod, sources)
      return
    case 'sandbox':
      draft.podIP = pod.spec.hostNetwork === true ? sources.hostIP : sources.podIP()
      draft.podIPs = [{ ip: draft.podIP }]
      return
    case 'start':
      change(draft, action.container, (status) => start(status, pod, { action, nowMs: sources.nowMs }))
      return
    case 'ready':
      change(draft, action.container, (status) => ({ ...status, ready: true }))
      return
    case 'exit':
      change(draft, action.container, (status) =>
        end(status, { exitCode: action.exitCode, nowMs: sources.nowMs }),
      )
      settleInit(draft, pod, action.container)
      return
    case 'backOff':
      change(draft, action.container, (status) => ({
        ...status,
        lastState: status.state ?? {},
        state: { waiting: { reason: 'CrashLoopBackOff', message: action.message } },
      }))
      return
    case 'deadline':
      draft.reason = 'DeadlineExceeded'
      draft.message = 'Pod was active on the node longer than the specified deadline'
      endAll(draft, { exitCode: 137, nowMs: sources.nowMs })
      return
    case 'stop':
      endAll(draft, { exitCode: action.exitCode, nowMs: sources.nowMs })
      return
    case 'remove':
      return
  }
}

function admit(draft: Draft, pod: Pod, { nowMs, hostIP }: StatusSources): void {
  draft.startTime = timeText(nowMs)
  draft.hostIP = hostIP
  draft.hostIPs = [{ ip: hostIP }]
  const { initContainers = [], containers } = pod.spec
  const reason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  if (initContainers.length > 0) {
    draft.initContainerStatuses = initContainers.map((container) => waiting(container, reason))
  }
  draft.containerStatuses = containers.map((container) => waiting(container, reason)).sort(byName)
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1
}

function waiting({ name, image = '' }: Container, reason: string): Mutable<ContainerStatus> {
  return {
    name,
    state: { waiting: { reason } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image,
    imageID: '',
    started: false,
  }
}

type Changed = ContainerStatus

function change(draft: Draft, name: string, alter: (status: Changed) => Changed): void {
  for (const statuses of [draft.initContainerStatuses, draft.containerStatuses]) {
    const index = statuses?.findIndex((status) => status.name === name) ?? -1
    const status = statuses?.[index]
    if (statuses !== undefined && status !== undefined)
      statuses[index] = alter(status) as Mutable<ContainerStatus>
  }
}

function start(
  status: Changed,
  pod: Pod,
  of: { readonly action: Action & { do: 'start' }; readonly nowMs: number },
): Changed {
  const { fault } = of.action
  if (fault !== undefined) return { ...status, state: { waiting: fault } }
  const ended = status.state?.terminated ?? status.lastState?.terminated
  const restartCount = ended === undefined ? status.restartCount : status.restartCount + 1
  return {
    ...status,
    state: { running: { startedAt: timeText(of.nowMs) } },
    lastState: ended === undefined ? {} : { terminated: ended },
    restartCount,
    ready: false,
    started: true,
    imageID: `sim://sha256:${identifier(status.image)}`,
    containerID: `sim://${identifier(`${pod.metadata.uid}/${status.name}/${restartCount}`)}`,
  }
}

/** 64 digits that stand for the text. */
function identifier(text: string): string {
  let digits = ''
  for (let i = 0; digits.length < 64; i++) digits += hash(`${i}/${text}`).toString(16).padStart(8, '0')
  return digits
}

function end(status: Changed, by: { readonly exitCode: number; readonly nowMs: number }): Changed {
  const { running } = status.state ?? {}
  if (running === undefined) return status
  const finishedAt = timeText(by.nowMs)
  const state: ContainerState = {
    terminated: {
      exitCode: by.exitCode,
      reason: by.exitCode === 0 ? 'Completed' : 'Error',
      startedAt: running.startedAt ?? finishedAt,
      finishedAt,
      ...(status.containerID !== undefined && { containerID: status.containerID }),
    },
  }
  return { ...status, state, ready: false, started: false }
}

/** An init container that ended well shows as ready. */
function settleInit(draft: Draft, pod: Pod, name: string): void {
  if (!pod.spec.initContainers?.some((container) => container.name === name && !isSidecar(container))) return
  change(draft, name, (status) => ({ ...status, ready: status.state?.terminated?.exitCode === 0 }))
}

function endAll(draft: Draft, by: { readonly exitCode: number; readonly nowMs: number }): void {
  for (const status of [...(draft.initContainerStatuses ?? []), ...(draft.containerStatuses ?? [])]) {
    change(draft, status.name, (each) => end(each, by))
  }
}

function phaseOf(pod: Pod, draft: Draft, leaving: boolean): NonNullable<PodStatus['phase']> {
  const { restartPolicy = 'Always' } = pod.spec
  const statuses = draft.containerStatuses ?? []
  const ended = statuses.filter(({ state }) => state?.terminated !== undefined)
  const allWell = ended.every(({ state }) => state?.terminated?.exitCode === 0)
  if (leaving) return statuses.length === ended.length && allWell ? 'Succeeded' : 'Failed'
  const inits = pod.spec.initContainers ?? []
  const initStatus = (name: string) => draft.initContainerStatuses?.find((status) => status.name === name)
  const open = inits.find((container) => !isInitDone(container, initStatus(container.name)))
  if (
    open !== undefined &&
    statuses.every(({ state, lastState }) => !state?.running && !lastState?.terminated)
  ) {
    const code = initStatus(open.name)?.state?.terminated?.exitCode ?? 0
    return code !== 0 && restartPolicy === 'Never' && !isSidecar(open) ? 'Failed' : 'Pending'
  }
  if (statuses.some(isUntouched)) return 'Pending'
  if (ended.length < statuses.length || restartPolicy === 'Always') return 'Running'
  if (allWell) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}

/** Waiting, and has never run. */
function isUntouched({ state, lastState }: ContainerStatus): boolean {
  return state?.waiting !== undefined && lastState?.terminated === undefined
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

/** The kubelet's conditions come first and in its order; those of others stay. */
function conditionsOf(pod: Pod, draft: Draft, nowMs: number): readonly PodCondition[] {
  const verdicts: [string, Verdict][] = [
    [
      'PodReadyToStartContainers',
      { status: (draft.podIP ?? '') !== '' && !isOver(draft) ? 'True' : 'False' },
    ],
    ['Initialized', initialized(pod, draft)],
    ['Ready', ready(pod, draft)],
    ['ContainersReady', containersReady(pod, draft)],
    ['PodScheduled', { status: 'True' }],
  ]
  const { generation } = pod.metadata
  const before = draft.conditions ?? []
  let conditions: readonly PodCondition[] = before
  for (const [type, verdict] of verdicts) {
    const observed = generation === undefined ? {} : { observedGeneration: generation }
    conditions = withPodCondition(conditions, { type, ...verdict, ...observed }, nowMs)
  }
  const place = new Map(verdicts.map(([type], index) => [type, index]))
  const rank = ({ type }: PodCondition) => place.get(type) ?? verdicts.length
  return conditions.toSorted((a, b) => rank(a) - rank(b))
}

function isOver(draft: Draft): boolean {
  return draft.phase === 'Succeeded' || draft.phase === 'Failed'
}

function initialized(pod: Pod, draft: Draft): Verdict {
  const open = (pod.spec.initContainers ?? [])
    .filter(({ name }) => {
      const container = pod.spec.initContainers?.find((each) => each.name === name)
      const status = draft.initContainerStatuses?.find((each) => each.name === name)
      return (
        container !== undefined &&
        !isInitDone(container, status) &&
        status?.lastState?.terminated?.exitCode !== 0
      )
    })
    .map(({ name }) => name)
  if (open.length === 0 || draft.phase === 'Succeeded') return reasonWhenOver(draft, { status: 'True' })
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${open.join(' ')}]`,
  }
}

function reasonWhenOver(draft: Draft, verdict: Verdict): Verdict {
  return draft.phase === 'Succeeded' ? { ...verdict, reason: 'PodCompleted' } : verdict
}

function containersReady(pod: Pod, draft: Draft): Verdict {
  if (draft.phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  if (draft.phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  const statuses = [...(draft.initContainerStatuses ?? []), ...(draft.containerStatuses ?? [])]
  const unready = [...sidecars, ...pod.spec.containers]
    .map(({ name }) => name)
    .filter((name) => statuses.find((status) => status.name === name)?.ready !== true)
  if (unready.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  }
}

function ready(pod: Pod, draft: Draft): Verdict {
  const containers = containersReady(pod, draft)
  if (containers.status !== 'True') return containers
  const messages: string[] = []
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = draft.conditions?.find(({ type }) => type === conditionType)
    if (gate === undefined) {
      messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`)
    } else if (gate.status !== 'True') {
      messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`)
    }
  }
  if (messages.length === 0) return { status: 'True' }
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') }
}
