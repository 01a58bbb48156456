// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { list, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const policyRule = object('io.k8s.api.rbac.v1.PolicyRule', {
  verbs: req(1, list(string), { empty: 'null' }),
  apiGroups: opt(2, list(string)),
  resources: opt(3, list(string)),
  resourceNames: opt(4, list(string)),
  nonResourceURLs: opt(5, list(string)),
})
export type PolicyRule = TypeOf<typeof policyRule>

export const roleRef = object(
  'io.k8s.api.rbac.v1.RoleRef',
  {
    apiGroup: opt(1, string, { empty: 'zero' }),
    kind: req(2, string, { empty: 'zero' }),
    name: req(3, string, { empty: 'zero' }),
  },
  { structType: 'atomic' },
)
export type RoleRef = TypeOf<typeof roleRef>

export const subject = object(
  'io.k8s.api.rbac.v1.Subject',
  {
    kind: req(1, string, { empty: 'zero' }),
    apiGroup: opt(2, string),
    name: req(3, string, { empty: 'zero' }),
    namespace: opt(4, string),
  },
  { structType: 'atomic' },
)
export type Subject = TypeOf<typeof subject>
