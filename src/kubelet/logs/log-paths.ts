// Where logs lie: <root>/<namespace>_<name>_<uid>/<container>/<restart count>.log, as log collectors expect them.
// Upstream: pkg/kubelet/kuberuntime/helpers.go BuildPodLogsDirectory
import { join } from 'node:path'

export interface LogOwner {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

export function podLogsDirectory(root: string, pod: LogOwner): string {
  return join(root, `${pod.namespace}_${pod.name}_${pod.uid}`)
}

export function containerLogsDirectory(root: string, pod: LogOwner, container: string): string {
  return join(podLogsDirectory(root, pod), container)
}

/** The path within the pod's directory, which is what CRI wants. */
export function containerLogPath(container: string, restartCount: number): string {
  return join(container, `${restartCount}.log`)
}

/** The owner that a directory's name tells of; undefined where the name has another form. */
export function parsePodLogsDirectory(name: string): LogOwner | undefined {
  // None of the three may hold an underscore.
  const [namespace, podName, uid, ...rest] = name.split('_')
  if (namespace === undefined || podName === undefined || uid === undefined || rest.length > 0)
    return undefined
  return { namespace, name: podName, uid }
}

// Upstream: kuberuntime_container.go calcRestartCountByLogDir
/** The restart count for a container of which only log files are left: one more than the highest of them. */
export function restartCountFromLogs(files: readonly string[]): number {
  const counts = files.flatMap((file) => {
    const match = /^(\d{1,9})\.log(?:\.|$)/.exec(file)
    return match === null ? [] : [Number(match[1]) + 1]
  })
  return Math.max(0, ...counts)
}
