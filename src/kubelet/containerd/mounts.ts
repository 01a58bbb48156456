// The mounts of this machine under a directory, and how to be rid of them.
import { execFile } from 'node:child_process'
import { readFile, realpath } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Mount points from /proc/self/mountinfo that are `directory` or under it, the innermost and latest first. */
export function mountsUnder(mountinfo: string, directory: string): readonly string[] {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`
  return mountinfo
    .split('\n')
    .map((line) => unescapePath(line.split(' ')[4] ?? ''))
    .filter((path) => path === directory || path.startsWith(prefix))
    .toReversed()
}

/** Space, tab, newline and backslash stand there as octal numbers. */
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

export async function listMountsUnder(directory: string): Promise<readonly string[]> {
  const real = await realpath(directory).catch(() => directory)
  return mountsUnder(await readFile('/proc/self/mountinfo', 'utf8'), real)
}

/** Unmounts all of it, at the latest when it is no longer in use; answers with what could not be. */
export async function unmountAllUnder(
  directory: string,
  options: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { signal } = options
  const umount = (args: readonly string[]) => promisify(execFile)('umount', [...args], { signal })
  for (const path of await listMountsUnder(directory)) {
    await umount(['--', path]).catch(async () => {
      signal.throwIfAborted()
      // Busy: out of the tree at once, gone when the last user is. A failure shows in the list below.
      await umount(['--lazy', '--', path]).catch(() => signal.throwIfAborted())
    })
  }
  return await listMountsUnder(directory)
}
