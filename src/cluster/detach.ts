// `wherry up --detach`: starts `wherry up` in the background, shows its progress until it is ready, then leaves it alone.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from './user-error.ts'

/** What the background process tells over IPC until it is ready. */
export type UpMessage =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'ready'; readonly kubeconfig: string }
  | { readonly type: 'refused'; readonly message: string }

/** Resolves with the kubeconfig's path. Throws UserError with what the background process said. */
export function startDetached(options: {
  /** The command line without --detach. */
  readonly args: readonly string[]
  readonly logDir: string
  readonly write: (text: string) => void
}): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const logFile = join(options.logDir, 'up.log')
  const file = openSync(logFile, 'a', 0o600)
  const child = spawn(process.execPath, [...process.execArgv, ...options.args], {
    detached: true,
    stdio: ['ignore', file, file, 'ipc'],
  })
  closeSync(file)
  child.on('error', reject)
  child.on('exit', () => reject(new UserError(`the cluster ended while starting: see ${logFile}`)))
  child.on('message', (message: UpMessage) => {
    if (message.type === 'progress') options.write(message.text)
    else if (message.type === 'refused') reject(new UserError(message.message))
    else {
      child.disconnect()
      child.unref()
      resolve(message.kubeconfig)
    }
  })
  return promise
}
