// The two forms in which usage is handed out: the JSON of /stats/summary and the text of /metrics/resource. Pure.
// Upstream: staging/src/k8s.io/kubelet/pkg/apis/stats/v1alpha1/types.go; pkg/kubelet/metrics/collectors/resource_metrics.go
import { timeText } from '../../machinery/meta/time.ts'
import type { FileSystemUsage } from '../node/machine.ts'
import type { InterfaceUsage } from './network-usage.ts'
import type { ContainerUsage, NodeUsage, PodUsage, ResourceUsage } from './stats-reader.ts'

export interface SummaryOptions {
  readonly nodeName: string
  readonly startedAtMs: number
}

export function statsSummary(usage: NodeUsage, options: SummaryOptions): object {
  const time = timeText(usage.atMs)
  const fs = usage.nodefs && fileSystem(usage.nodefs, time)
  return {
    node: {
      nodeName: options.nodeName,
      startTime: timeText(options.startedAtMs),
      cpu: cpuStats(usage.total, time),
      memory: {
        ...memoryStats(usage.total, time),
        ...(usage.memoryAvailableBytes !== undefined && { availableBytes: usage.memoryAvailableBytes }),
      },
      network: networkStats(usage.network, time),
      ...(fs && {
        fs,
        runtime: {
          imageFs: { ...fs, ...(usage.imageBytes !== undefined && { usedBytes: usage.imageBytes }) },
        },
      }),
    },
    pods: usage.pods.map((pod) => podStats(pod, usage, time)),
  }
}

function podStats(
  { pod, total, processes, containers, network }: PodUsage,
  usage: NodeUsage,
  time: string,
): object {
  const { name, namespace, uid } = pod.metadata
  return {
    podRef: { name, namespace, uid },
    startTime: pod.status?.startTime ?? null,
    containers: containers.map((one) => containerStats(one, usage, time)),
    cpu: cpuStats(total, time),
    memory: memoryStats(total, time),
    ...(network.length > 0 && { network: networkStats(network, time) }),
    ...(processes !== undefined && { process_stats: { process_count: processes } }),
  }
}

function containerStats(one: ContainerUsage, { nodefs }: NodeUsage, time: string): object {
  const { name, startedAtMs, rootfsBytes, rootfsInodes } = one
  return {
    name,
    startTime: timeText(startedAtMs),
    cpu: cpuStats(one, time),
    memory: memoryStats(one, time),
    ...(nodefs !== undefined &&
      rootfsBytes !== undefined && {
        rootfs: { ...fileSystem(nodefs, time), usedBytes: rootfsBytes, inodesUsed: rootfsInodes ?? 0 },
      }),
  }
}

function cpuStats({ cpuNanoCores, cpuNanoseconds }: ResourceUsage, time: string): object {
  return {
    time,
    ...(cpuNanoCores !== undefined && { usageNanoCores: cpuNanoCores }),
    usageCoreNanoSeconds: cpuNanoseconds,
  }
}

function memoryStats(usage: ResourceUsage, time: string): object {
  return {
    time,
    usageBytes: usage.memoryBytes,
    workingSetBytes: usage.workingSetBytes,
    rssBytes: usage.rssBytes,
    pageFaults: usage.pageFaults,
    majorPageFaults: usage.majorPageFaults,
  }
}

function networkStats(interfaces: readonly InterfaceUsage[], time: string): object {
  const all = interfaces.map(({ name, rxBytes, rxErrors, txBytes, txErrors }) => ({
    name,
    rxBytes,
    rxErrors,
    txBytes,
    txErrors,
  }))
  const main = all.find(({ name }) => name === 'eth0') ?? all[0]
  return { time, ...main, interfaces: all }
}

function fileSystem(usage: FileSystemUsage, time: string) {
  const { capacityBytes, availableBytes, inodes, inodesFree } = usage
  return {
    time,
    availableBytes,
    capacityBytes,
    usedBytes: capacityBytes - availableBytes,
    inodesFree,
    inodes,
    inodesUsed: inodes - inodesFree,
  }
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** With the time of the reading, as far as upstream gives it. */
  readonly atMs?: number
}

/** Prometheus' text format. */
export function resourceMetrics(usage: NodeUsage): string {
  const { atMs, total, pods } = usage
  const seconds = (one: ResourceUsage) => one.cpuNanoseconds / 1e9
  const ofPods = (value: (one: PodUsage) => number): readonly Sample[] =>
    pods.map((one) => ({ labels: podLabels(one), value: value(one), atMs }))
  const ofContainers = (value: (one: ContainerUsage) => number, timed = true): readonly Sample[] =>
    pods.flatMap((pod) =>
      pod.containers.map((one) => ({
        labels: { container: one.name, ...podLabels(pod) },
        value: value(one),
        ...(timed && { atMs }),
      })),
    )
  return [
    metric(
      'container_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the container in core-seconds',
      ofContainers(seconds),
    ),
    metric(
      'container_memory_working_set_bytes',
      'gauge',
      'Current working set of the container in bytes',
      ofContainers((one) => one.workingSetBytes),
    ),
    metric(
      'container_start_time_seconds',
      'gauge',
      'Start time of the container since unix epoch in seconds',
      ofContainers((one) => one.startedAtMs / 1000, false),
    ),
    metric(
      'node_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the node in core-seconds',
      [{ labels: {}, value: seconds(total), atMs }],
    ),
    metric('node_memory_working_set_bytes', 'gauge', 'Current working set of the node in bytes', [
      { labels: {}, value: total.workingSetBytes, atMs },
    ]),
    metric(
      'pod_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the pod in core-seconds',
      ofPods((one) => seconds(one.total)),
    ),
    metric(
      'pod_memory_working_set_bytes',
      'gauge',
      'Current working set of the pod in bytes',
      ofPods((one) => one.total.workingSetBytes),
    ),
    metric(
      'resource_scrape_error',
      'gauge',
      '1 if there was an error while getting container metrics, 0 otherwise',
      [{ labels: {}, value: 0 }],
    ),
  ].join('')
}

function podLabels({ pod }: PodUsage): Readonly<Record<string, string>> {
  return { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name }
}

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ labels, value, atMs }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`)
    const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
    return `${name}${set} ${value}${atMs === undefined ? '' : ` ${atMs}`}`
  })
  return `# HELP ${name} [STABLE] ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}
