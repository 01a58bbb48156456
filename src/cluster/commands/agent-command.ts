// `wherry agent`: the node's part alone; `wherry up` starts it as a child.
import { parseClusterOptions, type RawOptions } from '../cluster-options.ts'
import { requireDataDir } from '../data-dir.ts'
import { createHost } from '../host.ts'
import { runChild } from '../process/run-child.ts'
import { whyNoContainers } from '../runtime/prerequisites.ts'
import { UserError } from '../user-error.ts'

export async function runAgentCommand(flags: RawOptions): Promise<void> {
  const options = parseClusterOptions(flags)
  const host = createHost(options)
  await runChild(async ({ signal, prepared, onReady }) => {
    const { layout } = requireDataDir(options.dataDir)
    const obstacle = whyNoContainers()
    if (obstacle !== undefined) throw new UserError(`the agent cannot run here: ${obstacle}`)
    const [{ runAgent }] = await Promise.all([import('../agent/run-agent.ts'), prepared])
    await runAgent(options, { layout, host, signal, onReady })
  })
}
