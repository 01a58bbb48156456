// Runs one probe of a container once, by the handler that it names. Upstream: pkg/kubelet/prober/prober.go

import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { HTTPGetAction, Probe } from '../../api/core/pod/pod-probes.schema.ts'
import type { Clock } from '../../base/clock.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { expand, lookupIn } from '../env/expansion.ts'
import { probeExec } from './exec-probe.ts'
import { probeGrpc } from './grpc-probe.ts'
import { type HttpTarget, probeHttp } from './http-probe.ts'
import { ProbeError, type ProbeOutcome, resolvePort } from './probe-result.ts'
import { probeTcp } from './tcp-probe.ts'

export interface ProberOptions {
  readonly cri: CriClient
  readonly clock: Clock
  /** `1.36` */
  readonly version: string
}

export interface ProbeTarget {
  readonly container: Container
  readonly containerId: string
  readonly podIP: string
}

const maxAttempts = 3

export class Prober {
  readonly #options: ProberOptions

  constructor(options: ProberOptions) {
    this.#options = options
  }

  get userAgent(): string {
    return `kube-probe/${this.#options.version}`
  }

  /** Throws what made it impossible to probe, when that happened thrice in a row. */
  async run(
    probe: Probe,
    target: ProbeTarget,
    options: { readonly signal: AbortSignal },
  ): Promise<ProbeOutcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(probe, target, options)
      } catch (error) {
        options.signal.throwIfAborted()
        if (error instanceof ProbeError || attempt === maxAttempts) throw error
      }
    }
  }

  async #once(
    probe: Probe,
    { container, containerId, podIP }: ProbeTarget,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ProbeOutcome> {
    const { cri, clock } = this.#options
    const { userAgent } = this
    const timeoutSeconds = Math.max(1, probe.timeoutSeconds ?? 1)
    const limits = { clock, timeoutMs: timeoutSeconds * 1000, signal }
    if (probe.exec !== undefined) {
      const command = expandCommand(probe.exec.command ?? [], container)
      return await probeExec(cri, { containerId, command }, { timeoutSeconds, signal })
    }
    if (probe.httpGet !== undefined)
      return await probeHttp(httpTarget(probe.httpGet, container, podIP), { ...limits, userAgent })
    if (probe.tcpSocket !== undefined) {
      const { host = '', port } = probe.tcpSocket
      return await probeTcp({ host: host === '' ? podIP : host, port: resolvePort(port, container) }, limits)
    }
    if (probe.grpc !== undefined) {
      const { port, service = '' } = probe.grpc
      return await probeGrpc({ host: podIP, port, service }, { ...limits, userAgent })
    }
    throw new ProbeError('missing probe handler')
  }
}

/** Only variables with values of their own are known here. Upstream: ExpandContainerCommandOnlyStatic */
function expandCommand(command: readonly string[], container: Container): readonly string[] {
  const values = (container.env ?? []).flatMap(({ name, value }) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  )
  const lookup = lookupIn(new Map(values))
  return command.map((text) => expand(text, lookup))
}

export function httpTarget(action: HTTPGetAction, container: Container, podIP: string): HttpTarget {
  const { scheme = 'HTTP', host = '', path = '', httpHeaders = [] } = action
  return {
    scheme,
    host: host === '' ? podIP : host,
    port: resolvePort(action.port, container),
    path,
    headers: httpHeaders,
  }
}
