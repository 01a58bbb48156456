// Fields of ip-address in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const parentReference = object('io.k8s.api.networking.v1.ParentReference', {
  group: opt(1, string),
  resource: req(2, string),
  namespace: opt(3, string),
  name: req(4, string),
})
export type ParentReference = TypeOf<typeof parentReference>

export const ipAddressSpec = object('io.k8s.api.networking.v1.IPAddressSpec', {
  parentRef: req(1, parentReference, { pointer: true }),
})
export type IPAddressSpec = TypeOf<typeof ipAddressSpec>

export const ipAddress = object('io.k8s.api.networking.v1.IPAddress', {
  ...kindFields,
  spec: req(2, ipAddressSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type IPAddress = ObjectOf<typeof ipAddress>
