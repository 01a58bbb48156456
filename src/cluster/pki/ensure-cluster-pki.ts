// Makes what is missing of a cluster's keys and issues again what is near its end or lacks a name that it needs now;
// authorities are never replaced.
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
export function ensureClusterPki(options: EnsureOptions): ClusterPki {
  const ca = ensureAuthority('ca', 'kubernetes', options)
  const frontProxyCa = ensureAuthority('front-proxy-ca', 'front-proxy-ca', options)
  const serviceAccountKey = ensureSigningKey(options.dir)
  const issued = new Map<string, KeyPair>()
  for (const [name, request] of Object.entries(certificateRequests(options))) {
    const authority = authorityOf(name, { ca, frontProxyCa })
    issued.set(name, ensureIssued(name, request, { ...options, authority }))
  }
  return assemblePki({ ca, frontProxyCa, issued, serviceAccountKey })
}

function save(dir: string, name: string, pair: KeyPair): KeyPair {
  writePrivate(join(dir, `${name}.key`), pair.key)
  writePrivate(join(dir, `${name}.crt`), pair.cert)
  return pair
}

function ensureAuthority(name: string, commonName: string, options: EnsureOptions): KeyPair {
  return readPair(options.dir, name) ?? save(options.dir, name, createAuthority(commonName, options))
}

function ensureIssued(
  name: string,
  request: CertificateRequest,
  options: EnsureOptions & { readonly authority: KeyPair },
): KeyPair {
  const present = readPair(options.dir, name)
  const check = { authority: options.authority, nowMs: options.clock.now() }
  if (present !== undefined && renewalReason(present, request, check) === undefined) return present
  return save(options.dir, name, issue(options.authority, request, options))
}

function ensureSigningKey(dir: string): ClusterPki['serviceAccountKey'] {
  const present = readSigningKey(dir)
  if (present !== undefined) return present
  const made = createSigningKey()
  writePrivate(join(dir, 'sa.key'), made.key)
  writePrivate(join(dir, 'sa.pub'), made.pub)
  return made
}
