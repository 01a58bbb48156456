// Fields of ip-address.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const parentReference = object(
  'io.k8s.api.networking.v1beta1.ParentReference',
  {
    group: opt(1, string, { doc: 'Group of the object.' }),
    resource: req(2, string, { doc: 'Resource of the object.' }),
    namespace: opt(3, string, { doc: 'Namespace of the object.' }),
    name: req(4, string, { doc: 'Name of the object.' }),
  },
  { doc: 'An object that has an address.' },
)
export type ParentReference = TypeOf<typeof parentReference>

export const ipAddressSpec = object(
  'io.k8s.api.networking.v1beta1.IPAddressSpec',
  {
    parentRef: req(1, parentReference, { doc: 'The object that has it.', pointer: true }),
  },
  { doc: 'Who has taken an address.' },
)
export type IPAddressSpec = TypeOf<typeof ipAddressSpec>

export const ipAddress = object(
  'io.k8s.api.networking.v1beta1.IPAddress',
  {
    ...kindFields,
    spec: req(2, ipAddressSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'An address of a Service range that is taken.' },
)
