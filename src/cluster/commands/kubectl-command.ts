// `wherry kubectl ARGS`: the machine's own kubectl with the cluster's kubeconfig.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { requireDataDir } from '../data-dir.ts'
import { defaultDataDir } from '../layout.ts'
import { findCommand } from '../runtime/prerequisites.ts'
import { UserError } from '../user-error.ts'

/** Gives kubectl's exit code. */
export function runKubectl(args: readonly string[], flags: { readonly dataDir?: string }): Promise<number> {
  const { layout } = requireDataDir(resolve(flags.dataDir ?? defaultDataDir()))
  const kubectl = findCommand('kubectl')
  if (kubectl === undefined) throw new UserError('kubectl is not installed: any version from 1.28 on will do')
  const { promise, resolve: settle, reject } = Promise.withResolvers<number>()
  const env = { ...process.env, KUBECONFIG: layout.kubeconfig }
  const child = spawn(kubectl, args, { stdio: 'inherit', env })
  child.on('error', reject)
  child.on('exit', (code, signal) => settle(code ?? (signal === null ? 1 : 130)))
  return promise
}
