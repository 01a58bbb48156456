// How to reach a registry: the hosts.toml files that containerd reads on each pull, so a change needs no restart.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ContainerdError } from './containerd-error.ts'

export interface RegistryHost {
  /** Host and port as they stand in image names: `127.0.0.1:5000`. */
  readonly host: string
  /** Where it is, such as `http://127.0.0.1:5000` for a registry without TLS. */
  readonly url: string
  /** A file with the certificate authority to trust. */
  readonly ca?: string
}

// A directory name that containerd looks for, and nothing else.
const hostShape = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?$/

/** Writes the file for one registry under `directory` (`ContainerdPaths.registries`). */
export async function writeRegistryHost(directory: string, registry: RegistryHost): Promise<void> {
  const content = registryHostFile(registry)
  const own = join(directory, registry.host)
  await mkdir(own, { recursive: true, mode: 0o755 })
  const partial = join(own, 'hosts.toml.partial')
  await writeFile(partial, content, { mode: 0o644 })
  await rename(partial, join(own, 'hosts.toml'))
}

/** The text of hosts.toml. */
export function registryHostFile({ host, url, ca }: RegistryHost): string {
  if (!hostShape.test(host))
    throw new ContainerdError('BadPath', `not a registry's host: ${JSON.stringify(host)}`)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new ContainerdError('BadPath', `not a registry's URL: ${JSON.stringify(url)}`)
  const server = JSON.stringify(`${parsed.protocol}//${parsed.host}`)
  const trust = ca === undefined ? '' : `  ca = ${JSON.stringify(ca)}\n`
  return `server = ${server}\n\n[host.${server}]\n  capabilities = ["pull", "resolve"]\n${trust}`
}
