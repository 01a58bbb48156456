// Makes and writes the kubeconfigs that we hand out. Loads no YAML library, which reading what others wrote needs.
import { rename, writeFile } from 'node:fs/promises'
import { toYaml } from '../../machinery/codec/to-yaml.ts'
import type { Kubeconfig } from './kubeconfig.ts'

/** A kubeconfig with one cluster, one user and one context, certificates within. */
export function makeKubeconfig(options: {
  readonly name: string
  readonly user: string
  readonly server: string
  /** PEM, as are cert and key. */
  readonly ca: string
  readonly cert?: string
  readonly key?: string
  readonly token?: string
}): Kubeconfig {
  const { name, server, ca, cert, key, token } = options
  const user = {
    ...(cert !== undefined && { 'client-certificate-data': base64(cert) }),
    ...(key !== undefined && { 'client-key-data': base64(key) }),
    ...(token !== undefined && { token }),
  }
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: options.user, user }],
    contexts: [{ name, context: { cluster: name, user: options.user } }],
  }
}

/** Writes the file whole or not at all, readable by its owner only. */
export async function writeKubeconfig(path: string, config: Kubeconfig): Promise<void> {
  const next = `${path}.${process.pid}.new`
  await writeFile(next, toYaml(config), { mode: 0o600 })
  await rename(next, path)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
