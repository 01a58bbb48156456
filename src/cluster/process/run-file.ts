// Which `wherry up` has a data directory: DIR/run/up.json. A stale file (its process is gone) counts as none.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivate } from '../pki/private-files.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

export interface RunFile {
  readonly supervisor: ProcessIdentity
  readonly port: number
  readonly runtime: string
}

const fileOf = (runDir: string) => join(runDir, 'up.json')

/** The running cluster of this directory, or undefined. */
export function readRunFile(runDir: string): RunFile | undefined {
  let parsed: RunFile
  try {
    parsed = JSON.parse(readFileSync(fileOf(runDir), 'utf8')) as RunFile
  } catch {
    return undefined
  }
  return typeof parsed?.supervisor?.pid === 'number' && isAlive(parsed.supervisor) ? parsed : undefined
}

export function writeRunFile(runDir: string, file: RunFile): void {
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  writePrivate(fileOf(runDir), `${JSON.stringify(file)}\n`)
}

export function removeRunFile(runDir: string): void {
  rmSync(fileOf(runDir), { force: true })
}
