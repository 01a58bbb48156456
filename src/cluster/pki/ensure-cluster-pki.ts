// Makes what is missing of a cluster's keys and issues again what is near its end or lacks a name that it needs now;
// authorities are never replaced. Loads the certificate library, so it runs in a process that ends (prepare-keys.ts).
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import {
  type CertificateRequest,
  createAuthority,
  createSigningKey,
  issue,
  type KeyPair,
} from './authority.ts'
import { renewalReason } from './certificate-check.ts'
import {
  assemblePki,
  authorityOf,
  type ClusterPki,
  certificateRequests,
  type PkiOptions,
  readPair,
  readSigningKey,
} from './cluster-pki.ts'
import { writePrivate } from './private-files.ts'

export type EnsureOptions = PkiOptions & { readonly clock: Clock; readonly rng: Rng }

/** The cluster's keys, made or renewed where needed. */
export async function ensureClusterPki(options: EnsureOptions): Promise<ClusterPki> {
  const [ca, frontProxyCa, serviceAccountKey] = await Promise.all([
    ensureAuthority('ca', 'kubernetes', options),
    ensureAuthority('front-proxy-ca', 'front-proxy-ca', options),
    ensureSigningKey(options.dir),
  ])
  const issued = await Promise.all(
    Object.entries(certificateRequests(options)).map(
      async ([name, request]) =>
        [
          name,
          await ensureIssued(name, request, {
            ...options,
            authority: authorityOf(name, { ca, frontProxyCa }),
          }),
        ] as const,
    ),
  )
  return assemblePki({ ca, frontProxyCa, issued: new Map(issued), serviceAccountKey })
}

function save(dir: string, name: string, pair: KeyPair): KeyPair {
  writePrivate(join(dir, `${name}.key`), pair.key)
  writePrivate(join(dir, `${name}.crt`), pair.cert)
  return pair
}

async function ensureAuthority(name: string, commonName: string, options: EnsureOptions): Promise<KeyPair> {
  return readPair(options.dir, name) ?? save(options.dir, name, await createAuthority(commonName, options))
}

async function ensureIssued(
  name: string,
  request: CertificateRequest,
  options: EnsureOptions & { readonly authority: KeyPair },
): Promise<KeyPair> {
  const present = readPair(options.dir, name)
  const check = { authority: options.authority, nowMs: options.clock.now() }
  if (present !== undefined && renewalReason(present, request, check) === undefined) return present
  return save(options.dir, name, await issue(options.authority, request, options))
}

async function ensureSigningKey(dir: string): Promise<ClusterPki['serviceAccountKey']> {
  const present = readSigningKey(dir)
  if (present !== undefined) return present
  const made = await createSigningKey()
  writePrivate(join(dir, 'sa.key'), made.key)
  writePrivate(join(dir, 'sa.pub'), made.pub)
  return made
}
