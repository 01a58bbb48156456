// Names a process so that a reused pid is never taken for it: the pid with the time that the kernel started it.
import { readFileSync } from 'node:fs'

export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot, from /proc/PID/stat; 0 where there is no /proc. */
  readonly startTicks: number
}

function startTicks(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and parentheses: count fields after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : Number(fields[19])
  } catch {
    return undefined
  }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicks(pid) ?? 0 }
}

export function isAlive({ pid, startTicks: expected }: ProcessIdentity): boolean {
  const ticks = startTicks(pid)
  return ticks !== undefined && (expected === 0 || ticks === expected)
}
