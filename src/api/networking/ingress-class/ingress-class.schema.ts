// Fields of ingress-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const ingressClassParametersReference = object(
  'io.k8s.api.networking.v1.IngressClassParametersReference',
  {
    apiGroup: opt(1, string, { doc: 'Group of its kind; absent for the core group.', pointer: true }),
    kind: req(2, string, { doc: 'Kind of the object.', empty: 'zero' }),
    name: req(3, string, { doc: 'Its name.', empty: 'zero' }),
    scope: opt(4, string, { doc: 'Cluster or Namespace.', pointer: true }),
    namespace: opt(5, string, { doc: 'Its namespace, where scope is Namespace.', pointer: true }),
  },
  { doc: 'An object with parameters.' },
)
export type IngressClassParametersReference = TypeOf<typeof ingressClassParametersReference>

export const ingressClassSpec = object(
  'io.k8s.api.networking.v1.IngressClassSpec',
  {
    controller: opt(1, string, { doc: 'Name of the controller, such as example.com/ingress.' }),
    parameters: opt(2, ingressClassParametersReference, {
      doc: 'An object with parameters for the controller.',
      pointer: true,
    }),
  },
  { doc: 'Who serves a class.' },
)
export type IngressClassSpec = TypeOf<typeof ingressClassSpec>

export const ingressClass = object(
  'io.k8s.api.networking.v1.IngressClass',
  {
    ...kindFields,
    spec: opt(2, ingressClassSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'A kind of Ingress, and who serves it.' },
)
export type IngressClass = ObjectOf<typeof ingressClass>
