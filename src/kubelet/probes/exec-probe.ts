// exec: a command in the container that ends with 0 will do. Upstream: pkg/probe/exec/exec.go

import type { ExecSyncResponse } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { isCriError } from '../cri/cri-error.ts'
import { maxOutputBytes, type ProbeOutcome } from './probe-result.ts'

export interface ExecTarget {
  readonly containerId: string
  readonly command: readonly string[]
}

/** `timeoutSeconds` 0 waits as long as it takes. Throws a CriError where the command could not be run. */
export async function probeExec(
  cri: CriClient,
  target: ExecTarget,
  options: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<ProbeOutcome> {
  const { containerId, command: cmd } = target
  const { timeoutSeconds, signal } = options
  try {
    const answer = await cri.execSync({ containerId, cmd, timeout: BigInt(timeoutSeconds) }, { signal })
    return { result: answer.exitCode === 0 ? 'Success' : 'Failure', output: outputOf(answer) }
  } catch (error) {
    if (!isCriError(error, 'DeadlineExceeded')) throw error
    return { result: 'Failure', output: `command ${JSON.stringify(cmd.join(' '))} timed out` }
  }
}

function outputOf({ stdout, stderr }: ExecSyncResponse): string {
  return Buffer.concat([stdout, stderr]).subarray(0, maxOutputBytes).toString('utf8')
}
