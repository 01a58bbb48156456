// Fields of ingress-class.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const ingressClassParametersReference = object(
  'io.k8s.api.networking.v1beta1.IngressClassParametersReference',
  {
    apiGroup: opt(1, string, { pointer: true }),
    kind: req(2, string, { empty: 'zero' }),
    name: req(3, string, { empty: 'zero' }),
    scope: req(4, string, { pointer: true }),
    namespace: opt(5, string, { pointer: true }),
  },
)
export type IngressClassParametersReference = TypeOf<typeof ingressClassParametersReference>

export const ingressClassSpec = object('io.k8s.api.networking.v1beta1.IngressClassSpec', {
  controller: opt(1, string),
  parameters: opt(2, ingressClassParametersReference, { pointer: true }),
})
export type IngressClassSpec = TypeOf<typeof ingressClassSpec>

export const ingressClass = object('io.k8s.api.networking.v1beta1.IngressClass', {
  ...kindFields,
  spec: opt(2, ingressClassSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
