// The documents by which others check service account tokens: the issuer's description and its keys.
// Upstream: pkg/serviceaccount/openidmetadata.go.
import type { RouteHandler } from '../pipeline.ts'
import { json, withHeaders } from '../request/respond.ts'
import type { ServiceAccountTokens } from './service-account-tokens.ts'

export function issuerRoutes(tokens: ServiceAccountTokens): [string, RouteHandler][] {
  return [
    ['/.well-known/openid-configuration', async () => json(issuerDocument(tokens))],
    ['/openid/v1/jwks', async () => keySet(tokens)],
  ]
}

function keySet({ signer }: ServiceAccountTokens) {
  return withHeaders(json(signer.keySet), {
    'content-type': 'application/jwk-set+json',
    'cache-control': 'public, max-age=3600',
  })
}

function issuerDocument({ issuer, signer }: ServiceAccountTokens): unknown {
  const keys = signer.keySet.keys as readonly { readonly alg: string }[]
  return {
    issuer,
    jwks_uri: `${issuer}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(keys.map(({ alg }) => alg))],
  }
}
