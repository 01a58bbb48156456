// One cluster with real containers a machine: the bridge, the node's addresses and the nftables table have one owner, from
// its first `up` to its `down`. Kept under /run, so that a reboot frees the machine.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { layoutOf } from './layout.ts'
import { UserError } from './user-error.ts'

const claimFile = '/run/wherry/machine.json'

interface Claim {
  readonly dataDir: string
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim
  } catch {
    return undefined
  }
}

/** Throws UserError where another cluster has the machine. */
export function claimMachine(dataDir: string, file = claimFile): void {
  const claim = readClaim(file)
  // A claim whose cluster was deleted by hand is void.
  if (claim !== undefined && claim.dataDir !== dataDir && existsSync(layoutOf(claim.dataDir).marker)) {
    throw new UserError(
      `another cluster has this machine's network: take it down first with "wherry down --data-dir ${claim.dataDir}"`,
    )
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify({ dataDir } satisfies Claim)}\n`, { mode: 0o600 })
}

export function releaseMachine(dataDir: string, file = claimFile): void {
  if (readClaim(file)?.dataDir === dataDir) rmSync(file, { force: true })
}
