// What a Secret that asks for a service account's token is to hold. Pure.
// Upstream: pkg/controller/serviceaccount/tokens_controller.go generateTokenIfNeeded, pkg/serviceaccount/legacy.go.
import type { Secret } from '../../api/core/secret/secret.kind.ts'
import type { ServiceAccount } from '../../api/core/service-account/service-account.kind.ts'

export const tokenSecretType = 'kubernetes.io/service-account-token'
export const accountNameAnnotation = 'kubernetes.io/service-account.name'
const accountUidAnnotation = 'kubernetes.io/service-account.uid'

export type LegacyClaims = Readonly<Record<string, string>>

/** The account that a token secret names, if it is one. */
export function accountOf(
  secret: Secret,
): { readonly key: string; readonly uid: string | undefined } | undefined {
  const { annotations, namespace } = secret.metadata
  const name = annotations?.[accountNameAnnotation]
  if (secret.type !== tokenSecretType || name === undefined || name === '') return undefined
  return { key: `${namespace}/${name}`, uid: annotations?.[accountUidAnnotation] }
}

/** Without an end: such a token lives as long as its Secret. */
export function legacyClaims(account: ServiceAccount, secret: Secret): LegacyClaims {
  const { name, uid, namespace = '' } = account.metadata
  const prefix = 'kubernetes.io/serviceaccount'
  return {
    iss: 'kubernetes/serviceaccount',
    [`${prefix}/namespace`]: namespace,
    [`${prefix}/secret.name`]: secret.metadata.name,
    [`${prefix}/service-account.name`]: name,
    [`${prefix}/service-account.uid`]: uid,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
}

/** The Secret filled in; undefined where nothing is missing. A token that is there is never replaced. */
export function completeSecret(
  secret: Secret,
  account: ServiceAccount,
  options: { readonly rootCA: string; readonly sign: (claims: LegacyClaims) => string },
): Secret | undefined {
  const { data = {}, metadata } = secret
  const ca = base64(options.rootCA)
  const namespace = base64(metadata.namespace ?? '')
  const hasToken = data.token !== undefined && data.token !== ''
  const known = metadata.annotations?.[accountUidAnnotation] === account.metadata.uid
  if (hasToken && known && data['ca.crt'] === ca && data.namespace === namespace) return undefined
  const token = hasToken ? data.token : base64(options.sign(legacyClaims(account, secret)))
  return {
    ...secret,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [accountUidAnnotation]: account.metadata.uid },
    },
    data: { ...data, 'ca.crt': ca, namespace, ...(token !== undefined && { token }) },
  }
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
