// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { list, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const policyRule = object(
  'io.k8s.api.rbac.v1.PolicyRule',
  {
    verbs: req(1, list(string), { doc: 'The verbs, or "*".', empty: 'null' }),
    apiGroups: opt(2, list(string), { doc: 'The groups, or "*"; "" is the core group.' }),
    resources: opt(3, list(string), { doc: 'The resources, such as pods or pods/log, or "*".' }),
    resourceNames: opt(4, list(string), { doc: 'Names of objects; all where empty.' }),
    nonResourceURLs: opt(5, list(string), { doc: 'Paths, in cluster roles alone; a "*" may end them.' }),
  },
  { doc: 'Something that is allowed.' },
)
export type PolicyRule = TypeOf<typeof policyRule>

export const roleRef = object(
  'io.k8s.api.rbac.v1.RoleRef',
  {
    apiGroup: opt(1, string, { doc: 'rbac.authorization.k8s.io.', empty: 'zero' }),
    kind: req(2, string, { doc: 'Role or ClusterRole.', empty: 'zero' }),
    name: req(3, string, { doc: 'Name of the role.', empty: 'zero' }),
  },
  { doc: 'A role.', structType: 'atomic' },
)
export type RoleRef = TypeOf<typeof roleRef>

export const subject = object(
  'io.k8s.api.rbac.v1.Subject',
  {
    kind: req(1, string, { doc: 'User, Group or ServiceAccount.', empty: 'zero' }),
    apiGroup: opt(2, string, { doc: 'Group of the kind; rbac.authorization.k8s.io for users and groups.' }),
    name: req(3, string, { doc: 'Name of the subject.', empty: 'zero' }),
    namespace: opt(4, string, { doc: 'Namespace of a service account.' }),
  },
  { doc: 'Who is meant.', structType: 'atomic' },
)
export type Subject = TypeOf<typeof subject>
