// Fields of api-group-discovery.v2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { groupVersionKind, kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const apiSubresourceDiscovery = object('io.k8s.api.apidiscovery.v2.APISubresourceDiscovery', {
  subresource: req(1, string, { empty: 'zero' }),
  responseKind: opt(2, groupVersionKind, { pointer: true }),
  acceptedTypes: opt(3, list(groupVersionKind, { listType: 'map', keys: ['group', 'version', 'kind'] })),
  verbs: req(4, list(string, { listType: 'set' }), { empty: 'null' }),
})
export type APISubresourceDiscovery = TypeOf<typeof apiSubresourceDiscovery>

export const apiResourceDiscovery = object('io.k8s.api.apidiscovery.v2.APIResourceDiscovery', {
  resource: req(1, string, { empty: 'zero' }),
  responseKind: opt(2, groupVersionKind, { pointer: true }),
  scope: req(3, string, { empty: 'zero' }),
  singularResource: req(4, string, { empty: 'zero' }),
  verbs: req(5, list(string, { listType: 'set' }), { empty: 'null' }),
  shortNames: opt(6, list(string, { listType: 'set' })),
  categories: opt(7, list(string, { listType: 'set' })),
  subresources: opt(8, list(apiSubresourceDiscovery, { listType: 'map', keys: ['subresource'] })),
})
export type APIResourceDiscovery = TypeOf<typeof apiResourceDiscovery>

export const apiVersionDiscovery = object('io.k8s.api.apidiscovery.v2.APIVersionDiscovery', {
  version: req(1, string, { empty: 'zero' }),
  resources: opt(2, list(apiResourceDiscovery, { listType: 'map', keys: ['resource'] })),
  freshness: opt(3, string),
})
export type APIVersionDiscovery = TypeOf<typeof apiVersionDiscovery>

export const apiGroupDiscovery = object('io.k8s.api.apidiscovery.v2.APIGroupDiscovery', {
  ...kindFields,
  versions: opt(2, list(apiVersionDiscovery, { listType: 'map', keys: ['version'] })),
})
export type APIGroupDiscovery = TypeOf<typeof apiGroupDiscovery>
