// Answers /api, /apis and what lies under them, in the form that the Accept header asks for.
import { createHash } from 'node:crypto'
import type { RouteHandler } from '../pipeline.ts'
import { acceptClauses } from '../request/negotiate.ts'
import { json, withHeaders } from '../request/respond.ts'
import { type DiscoveryDocuments, discoveryDocuments } from './discovery-documents.ts'
import { type ServedKinds, whileServed } from './served-kinds.ts'

const aggregatedVersions = ['v2', 'v2beta1'] as const

/** The version of the aggregated form that the client likes best, if any before plain JSON. */
function wantedAggregation(accept: string | undefined): string | undefined {
  for (const { type, parameters } of acceptClauses(accept ?? '')) {
    const version = parameters.get('v') ?? ''
    const isAggregated =
      parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('as') === 'APIGroupDiscoveryList'
    if (type !== 'application/json') continue
    if (!isAggregated) return undefined
    if ((aggregatedVersions as readonly string[]).includes(version)) return version
  }
  return undefined
}

/** A handler for a discovery path; undefined for any other. */
export function discoveryRoutes(
  served: ServedKinds,
  address: string,
): (path: string) => RouteHandler | undefined {
  const current = whileServed(served, (kinds) => discoveryDocuments(kinds, address))
  return (path) => {
    const documents = current()
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const plain = documents.plain.get(trimmed)
    if (plain === undefined) return undefined
    return async ({ http }) => {
      const version =
        trimmed === '/api' || trimmed === '/apis' ? wantedAggregation(http.headers.accept) : undefined
      if (version === undefined) return json(plain)
      return aggregatedAnswer(documents, trimmed as '/api' | '/apis', {
        version,
        known: http.headers['if-none-match'],
      })
    }
  }
}

function aggregatedAnswer(
  documents: DiscoveryDocuments,
  path: '/api' | '/apis',
  { version, known }: { readonly version: string; readonly known: string | undefined },
): ReturnType<typeof json> {
  const document = { ...documents.aggregated.get(path), apiVersion: `apidiscovery.k8s.io/${version}` }
  const body = JSON.stringify(document)
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`
  const headers = {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  }
  if (known === etag) return { status: 304, headers, body: Buffer.alloc(0) }
  return withHeaders(json(document), headers)
}
