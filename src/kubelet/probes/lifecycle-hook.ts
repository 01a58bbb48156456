// postStart and preStop. Upstream: pkg/kubelet/lifecycle/handlers.go

import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { LifecycleHandler } from '../../api/core/pod/pod-probes.schema.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { probeExec } from './exec-probe.ts'
import { probeHttp } from './http-probe.ts'
import { httpTarget } from './prober.ts'

export interface HookOptions {
  readonly cri: CriClient
  readonly clock: Clock
  readonly containerId: string
  readonly podIP: string
  readonly signal: AbortSignal
}

/** The hook ran and was not content. The message may hold what the container said: it is for its status, not for events. */
export class HookError extends Error {
  override readonly name = 'HookError'
}

const httpTimeoutMs = 60_000

export async function runHook(
  handler: LifecycleHandler,
  container: Pick<Container, 'name' | 'ports'>,
  options: HookOptions,
): Promise<void> {
  const { cri, clock, containerId, podIP, signal } = options
  if (handler.exec !== undefined) {
    const command = handler.exec.command ?? []
    const { result, output } = await probeExec(cri, { containerId, command }, { timeoutSeconds: 0, signal })
    if (result === 'Success') return
    throw new HookError(
      `Exec lifecycle hook (${JSON.stringify(command)}) for Container ${JSON.stringify(container.name)} failed, message: ${JSON.stringify(output)}`,
    )
  }
  if (handler.sleep !== undefined) return await sleep(clock, handler.sleep.seconds * 1000, { signal })
  if (handler.httpGet === undefined) throw new HookError('invalid handler: exec, httpGet or sleep is needed')
  const target = httpTarget(handler.httpGet, container, podIP)
  const userAgent = 'kube-lifecycle/1.36'
  const { result, output } = await probeHttp(target, { clock, timeoutMs: httpTimeoutMs, userAgent, signal })
  if (result === 'Failure')
    throw new HookError(
      `HTTP lifecycle hook (${handler.httpGet.path ?? ''}) for Container ${JSON.stringify(container.name)} failed: ${output}`,
    )
}
