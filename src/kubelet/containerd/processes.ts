// Finds and ends processes by what they were started with. A process ID kept in a file may be another's by now; a
// command line that names our own configuration is ours.
import { readdir, readFile } from 'node:fs/promises'
import { type Clock, sleep } from '../../base/clock.ts'

export interface RunningProcess {
  readonly pid: number
  readonly args: readonly string[]
}

/** The processes whose arguments `matches` accepts; zombies have none and are left out. */
export async function findProcesses(
  matches: (args: readonly string[]) => boolean,
): Promise<readonly RunningProcess[]> {
  const names = await readdir('/proc')
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess))
  return found.filter(
    (process) => process !== undefined && matches(process.args),
  ) as readonly RunningProcess[]
}

async function readProcess(name: string): Promise<RunningProcess | undefined> {
  // It may end between the listing and now.
  const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
  return line === '' ? undefined : { pid: Number(name), args: line.split('\0').slice(0, -1) }
}

/** True where `args` has the flag and then the value. */
export function hasFlag(
  args: readonly string[],
  { flag, value }: { readonly flag: string; readonly value: string },
): boolean {
  return args.some((arg, index) => arg === flag && args[index + 1] === value)
}

export interface EndOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long SIGTERM is given before SIGKILL; without it SIGKILL comes at once. */
  readonly graceMs?: number
}

/** Ends every process that matches now, and waits until they are gone; answers with how many there were. */
export async function endProcesses(
  matches: (args: readonly string[]) => boolean,
  options: EndOptions,
): Promise<number> {
  const { clock, signal, graceMs = 0 } = options
  const found = await findProcesses(matches)
  const start = clock.monotonic()
  const told = new Map<number, NodeJS.Signals>()
  // Only these are looked at again: a machine may have thousands.
  for (let left = found; left.length > 0; left = await stillRunning(left, matches)) {
    const wanted = clock.monotonic() - start < graceMs ? 'SIGTERM' : 'SIGKILL'
    for (const { pid } of left) {
      if (told.get(pid) !== wanted) tell(pid, wanted)
      told.set(pid, wanted)
    }
    await sleep(clock, 10, { signal })
  }
  return found.length
}

async function stillRunning(
  processes: readonly RunningProcess[],
  matches: (args: readonly string[]) => boolean,
): Promise<readonly RunningProcess[]> {
  const again = await Promise.all(processes.map(({ pid }) => readProcess(String(pid))))
  return again.filter(
    (process) => process !== undefined && matches(process.args),
  ) as readonly RunningProcess[]
}

function tell(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
