// Gives memory back when a thread has nothing to do: V8 collects as garbage is made, so that what a burst of work left behind
// stays for as long as it is quiet. Needs --expose-gc; without it, nothing happens.
import { isAbort } from '../abort.ts'
import { type Clock, sleep } from '../clock.ts'

/** A thread as this looks at it. */
export interface ThreadState {
  /** Milliseconds of CPU that it has used. */
  cpuMs(): number
  /** Bytes of objects and buffers, garbage among them. */
  usedBytes(): number
  collect(): void
}

/** How often it looks, how little CPU counts as idle, and how much has to have come together. */
const lookEveryMs = 30_000
const idleShare = 0.1
const worthBytes = 8 * 1024 * 1024
/** What has been looked at in vain is not looked at again until so much more is there. */
const worthShare = 1.1
/**
 * Up to this heap a collection is thorough: it moves objects together and gives the pages to the system, which V8 would keep for
 * its next ones. It takes 2 ms a megabyte, four times what a plain one does, so a large heap is not held up for it.
 */
const thoroughBytes = 96 * 1024 * 1024

/** Collects when the thread has been idle for half a minute, until the signal aborts. */
export async function collectWhenIdle(
  thread: ThreadState,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  let cpuMs = thread.cpuMs()
  let left = 0
  try {
    for (;;) {
      await sleep(clock, lookEveryMs, { signal })
      const now = thread.cpuMs()
      const idle = now - cpuMs < lookEveryMs * idleShare
      cpuMs = now
      const used = thread.usedBytes()
      if (!idle || used < left + worthBytes || used < left * worthShare) continue
      thread.collect()
      left = thread.usedBytes()
    }
  } catch (error) {
    if (!isAbort(error, signal)) throw error
  }
}

type Collect = (options: {
  readonly type: 'major'
  readonly execution: 'sync'
  readonly flavor: 'regular' | 'last-resort'
}) => void

/** This thread; undefined where it may not collect by itself. */
export function ownThread(): ThreadState | undefined {
  const collect = (globalThis as { gc?: Collect }).gc
  if (collect === undefined) return undefined
  return {
    cpuMs() {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1000
    },
    usedBytes() {
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    },
    collect() {
      const isSmall = process.memoryUsage().heapUsed < thoroughBytes
      collect({ type: 'major', execution: 'sync', flavor: isSmall ? 'last-resort' : 'regular' })
    },
  }
}
