// The kinds that the server has beyond those this program was built with: custom resources and the like. What is known of
// them is what discovery tells; their objects are looked at as metadata alone.
import type { Client } from '../../client/client.ts'
import type { Kind } from '../../machinery/kind.ts'
import { object } from '../../machinery/schema/schema.ts'

interface DiscoveredResource {
  readonly resource: string
  readonly responseKind?: { readonly kind: string }
  readonly scope: 'Namespaced' | 'Cluster'
  readonly singularResource?: string
  readonly verbs: readonly string[]
}

interface Discovery {
  readonly items?: readonly {
    readonly metadata: { readonly name?: string }
    readonly versions?: readonly {
      readonly version: string
      readonly freshness?: string
      readonly resources?: readonly DiscoveredResource[]
    }[]
  }[]
}

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
/** Any fields: nobody reads or writes through it. */
const anySchema = object('', {})

/** Each in the version that the server prefers; those of `known` are left out. */
export async function discoverKinds(
  client: Client,
  known: readonly Kind[],
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly Kind[]> {
  const bytes = await client.raw({ method: 'GET', target: '/apis', headers: { accept }, signal })
  const { items = [] } = JSON.parse(new TextDecoder().decode(bytes)) as Discovery
  const seen = new Set(known.map(({ group, plural }) => `${group}/${plural}`))
  const found: Kind[] = []
  for (const { metadata, versions = [] } of items) {
    const group = metadata.name ?? ''
    for (const { version, resources = [] } of versions) {
      for (const resource of resources) {
        const key = `${group}/${resource.resource}`
        if (seen.has(key)) continue
        seen.add(key)
        found.push(kindOf(group, version, resource))
      }
    }
  }
  return found
}

function kindOf(group: string, version: string, resource: DiscoveredResource): Kind {
  const kind = resource.responseKind?.kind ?? ''
  return {
    group,
    version,
    apiVersion: `${group}/${version}`,
    kind,
    listKind: `${kind}List`,
    plural: resource.resource,
    singular: resource.singularResource ?? '',
    scope: resource.scope,
    verbs: resource.verbs,
    schema: anySchema,
  }
}
