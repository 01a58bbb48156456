// Network traffic of a network namespace, from /proc of a process in it.
import { readFile } from 'node:fs/promises'

export interface InterfaceUsage {
  readonly name: string
  readonly rxBytes: number
  readonly rxErrors: number
  readonly txBytes: number
  readonly txErrors: number
}

/** All interfaces but the loopback. */
export function parseNetDev(text: string): readonly InterfaceUsage[] {
  return [...text.matchAll(/^\s*([^\s:]+):\s*(.*)$/gm)].flatMap(([, name = '', values = '']) => {
    const [rxBytes = 0, , rxErrors = 0, , , , , , txBytes = 0, , txErrors = 0] = values
      .trim()
      .split(/\s+/)
      .map(Number)
    return name === 'lo' ? [] : [{ name, rxBytes, rxErrors, txBytes, txErrors }]
  })
}

export async function networkUsage(pid: number | 'self'): Promise<readonly InterfaceUsage[]> {
  return parseNetDev(await readFile(`/proc/${pid}/net/dev`, 'utf8').catch(() => ''))
}
