// A busybox image from the machine's own static busybox: a link for each of its applets and the few files that a small
// system needs. It stands in for docker.io/library/busybox where no registry can be reached.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Architecture, readElf } from './elf.ts'
import { ImageError } from './image-error.ts'
import type { LayerEntry } from './layer.ts'
import { type BuiltImage, buildImage, type ImageRunConfig } from './oci-archive.ts'

export interface BusyboxImageOptions {
  readonly signal: AbortSignal
  /** `busybox` unless given. */
  readonly reference?: string
  /** A static busybox; Debian's package busybox-static has it at /bin/busybox. */
  readonly program?: string
  readonly config?: ImageRunConfig
  /** Files put over the system, as a layer of their own. */
  readonly files?: readonly LayerEntry[]
}

const usualConfig: ImageRunConfig = {
  Cmd: ['sh'],
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
}

/** Builds the image; the same busybox gives the same digest. */
export async function buildBusyboxImage(options: BusyboxImageOptions): Promise<BuiltImage> {
  const { reference = 'busybox', program = '/bin/busybox', signal, config, files } = options
  const { content, architecture } = await readProgram(program, { signal })
  const applets = await listApplets(program, { signal })
  const layers = [systemLayer(content, applets), ...(files === undefined ? [] : [files])]
  return await buildImage({ reference, architecture, config: { ...usualConfig, ...config }, layers })
}

async function readProgram(
  program: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<{ readonly content: Uint8Array; readonly architecture: Architecture }> {
  const content = await readFile(program, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new ImageError('BadProgram', `cannot read ${program}: is busybox-static installed?`, { cause })
  })
  const facts = readElf(content)
  if (facts?.architecture === undefined)
    throw new ImageError('BadProgram', `${program} is no program for amd64 or arm64`)
  if (!facts.isStatic)
    throw new ImageError(
      'BadProgram',
      `${program} is not statically linked: install busybox-static in its place`,
    )
  return { content, architecture: facts.architecture }
}

async function listApplets(
  program: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(program, ['--list'], {
    signal,
    env: {},
    maxBuffer: 1024 * 1024,
  })
  const names = stdout
    .split('\n')
    .filter((name) => /^[a-z0-9[][a-zA-Z0-9_.[-]*$/.test(name) && name !== 'busybox')
  if (!names.includes('sh')) throw new ImageError('BadProgram', `${program} lists no shell among its applets`)
  return names.toSorted()
}

const passwd = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n'
const group = 'root:x:0:\nnobody:x:65534:\n'

function systemLayer(program: Uint8Array, applets: readonly string[]): readonly LayerEntry[] {
  const directories = [
    'bin',
    'dev',
    'etc',
    'home',
    'lib',
    'proc',
    'sbin',
    'sys',
    'usr',
    'usr/bin',
    'usr/sbin',
    'var',
    'var/www',
  ]
  return [
    ...directories.map((path): LayerEntry => ({ path, type: 'directory' })),
    { path: 'root', type: 'directory', mode: 0o700 },
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    { path: 'var/tmp', type: 'directory', mode: 0o1777 },
    { path: 'bin/busybox', type: 'file', mode: 0o755, content: program },
    ...applets.map((name): LayerEntry => ({ path: `bin/${name}`, type: 'symlink', target: 'busybox' })),
    // Where scripts look for it.
    { path: 'usr/bin/env', type: 'symlink', target: '../../bin/busybox' },
    { path: 'etc/passwd', type: 'file', content: passwd },
    { path: 'etc/group', type: 'file', content: group },
    { path: 'etc/nsswitch.conf', type: 'file', content: 'hosts: files dns\n' },
  ]
}
