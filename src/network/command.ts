// Runs a program of the machine (nft, ip, conntrack) with a list of arguments, never through a shell.
import { spawn } from 'node:child_process'

export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number | null

  constructor(command: string, exitCode: number | null, output: string) {
    super(`${command} failed: ${output.trim().split('\n').slice(0, 3).join('; ') || `exit code ${exitCode}`}`)
    this.exitCode = exitCode
  }
}

const outputLimit = 1 << 20

/** Standard output of a run that ended with 0; anything else throws CommandError. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly signal: AbortSignal },
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  const child = spawn(command, args, { env, signal: options.signal, stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (out.length < outputLimit) out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (err.length < outputLimit) err += text
  })
  child.on('error', reject)
  child.on('close', (code) => (code === 0 ? resolve(out) : reject(new CommandError(command, code, err))))
  // A program that ends without reading its input is told by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return promise
}
