// Decides between real containers and simulated nodes, and says why.
import type { ClusterOptions } from '../cluster-options.ts'
import { UserError } from '../user-error.ts'

export interface RuntimeDecision {
  readonly runtime: 'containerd' | 'simulated'
  /** For people, one clause. */
  readonly why: string
}

/**
 * `obstacle` is why containers cannot run here (see whyNoContainers); `earlier` the runtime that the data directory was
 * made with, which `auto` keeps.
 */
export function chooseRuntime(
  options: Pick<ClusterOptions, 'runtime'>,
  facts: { readonly obstacle: string | undefined; readonly earlier: string | undefined },
): RuntimeDecision {
  const { obstacle, earlier } = facts
  if (options.runtime === 'simulated') return { runtime: 'simulated', why: 'as asked' }
  if (options.runtime === 'containerd') {
    if (obstacle !== undefined)
      throw new UserError(`--runtime containerd is not possible: ${obstacle}. Try --runtime simulated`)
    return { runtime: 'containerd', why: 'as asked' }
  }
  if (earlier === 'simulated')
    return { runtime: 'simulated', why: 'the cluster in this data directory has simulated nodes' }
  if (obstacle !== undefined) return { runtime: 'simulated', why: obstacle }
  return { runtime: 'containerd', why: 'root and containerd are there' }
}
