// Fills Secrets that ask for a lasting token of a service account, and deletes them with the account.
// Upstream: pkg/controller/serviceaccount/tokens_controller.go.
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { ServiceAccount } from '../../api/core/service-account/service-account.kind.ts'
import type { Client } from '../../client/client.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import {
  type Controller,
  done,
  indexing,
  type ReconcileContext,
  type Verdict,
  watching,
} from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { accountOf, completeSecret, type LegacyClaims } from './serviceaccount-token.plan.ts'

const accountIndex = 'tokenOfAccount'

export interface TokenControllerOptions {
  /** The authority that signed the API server's certificate, as PEM. */
  readonly rootCA: string
  /** Signs with the key that the API server trusts for service accounts. */
  readonly sign: (claims: LegacyClaims) => string
}

export function serviceAccountToken(options: TokenControllerOptions): Controller {
  return defineController({
    name: 'serviceaccount-token',
    for: Secret,
    watches: [
      watching({
        kind: ServiceAccount,
        map: ({ metadata }, { cache }) =>
          cache
            .byIndex(Secret, accountIndex, `${metadata.namespace}/${metadata.name}`)
            .map((secret) => `${secret.metadata.namespace}/${secret.metadata.name}`),
      }),
    ],
    indexes: [
      indexing({
        kind: Secret,
        name: accountIndex,
        values: (secret) => {
          const account = accountOf(secret)
          return account === undefined ? [] : [account.key]
        },
      }),
    ],
    workers: 2,
    reconcile: (context) => reconcile(context, options),
  })
}

async function reconcile(context: ReconcileContext, options: TokenControllerOptions): Promise<Verdict> {
  const { key, cache, client, signal } = context
  const secret = cache.get(Secret, key)
  const wanted = secret === undefined ? undefined : accountOf(secret)
  if (secret === undefined || wanted === undefined || secret.metadata.deletionTimestamp !== undefined)
    return done
  // A namesake made later is another account: this token is not for it.
  const fits = (account: ServiceAccount | undefined) =>
    account !== undefined && (wanted.uid === undefined || wanted.uid === account.metadata.uid)
  const cached = cache.get(ServiceAccount, wanted.key)
  const account = fits(cached) ? cached : await liveAccount(secret, wanted.key, context)
  if (account === undefined || !fits(account)) {
    await remove(secret, client, { signal })
    return done
  }
  const complete = completeSecret(secret, account, options)
  if (complete !== undefined) await client.update(Secret, complete, { signal })
  return done
}

/** The cache may be behind: a Secret is deleted only when the server says so itself. */
async function liveAccount(
  secret: Secret,
  key: string,
  { client, signal }: ReconcileContext,
): Promise<ServiceAccount | undefined> {
  const { namespace } = secret.metadata
  try {
    return await client.get(ServiceAccount, { namespace, name: key.slice(key.indexOf('/') + 1) }, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
    return undefined
  }
}

async function remove(
  secret: Secret,
  client: Client,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  try {
    await client.delete(Secret, secret.metadata, { ...options, preconditions: { uid: secret.metadata.uid } })
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
