// Ports of the node that its pods hold. Upstream: kube-scheduler framework types.go HostPortInfo.
import type { Pod } from '../../api/core/pod/pod.kind.ts'

export interface HostPort {
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

const anyIP = '0.0.0.0'
const none: readonly HostPort[] = []

/** The host ports that a pod's containers and sidecars ask for. */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined
  const { containers, initContainers } = pod.spec
  for (const container of containers) ports = collect(container, ports)
  for (const container of initContainers ?? []) {
    if (container.restartPolicy === 'Always') ports = collect(container, ports)
  }
  return ports ?? none
}

function collect(
  container: Pod['spec']['containers'][number],
  into: HostPort[] | undefined,
): HostPort[] | undefined {
  let ports = into
  for (const { hostPort = 0, hostIP = '', protocol = 'TCP' } of container.ports ?? []) {
    if (hostPort <= 0) continue
    ports ??= []
    ports.push({ ip: hostIP === '' ? anyIP : hostIP, protocol, port: hostPort })
  }
  return ports
}

/** Counted, because pods that were bound past the scheduler may share a port. */
export class HostPorts {
  readonly #held = new Map<string, Map<string, number>>()

  get size(): number {
    return this.#held.size
  }

  add({ ip, protocol, port }: HostPort): void {
    const key = `${protocol}/${port}`
    const byIP = this.#held.get(key) ?? new Map<string, number>()
    byIP.set(ip, (byIP.get(ip) ?? 0) + 1)
    this.#held.set(key, byIP)
  }

  remove({ ip, protocol, port }: HostPort): void {
    const key = `${protocol}/${port}`
    const byIP = this.#held.get(key)
    if (byIP === undefined) return
    const left = (byIP.get(ip) ?? 0) - 1
    if (left > 0) byIP.set(ip, left)
    else byIP.delete(ip)
    if (byIP.size === 0) this.#held.delete(key)
  }

  /** The wildcard address meets every other. */
  conflicts({ ip, protocol, port }: HostPort): boolean {
    const byIP = this.#held.get(`${protocol}/${port}`)
    if (byIP === undefined) return false
    return ip === anyIP || byIP.has(ip) || byIP.has(anyIP)
  }

  clone(): HostPorts {
    const copy = new HostPorts()
    for (const [key, byIP] of this.#held) copy.#held.set(key, new Map(byIP))
    return copy
  }
}
