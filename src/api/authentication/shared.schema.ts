// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { list, map, object, opt, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const userInfo = object(
  'io.k8s.api.authentication.v1.UserInfo',
  {
    username: opt(1, string, { doc: 'Name that is unique among all users.' }),
    uid: opt(2, string, { doc: 'Tells users apart who had the name one after the other.' }),
    groups: opt(3, list(string), { doc: 'Groups that the user is in.' }),
    extra: opt(4, map(list(string, { wrapped: true })), { doc: 'More that the authenticator says.' }),
  },
  { doc: 'Who somebody is.' },
)
export type UserInfo = TypeOf<typeof userInfo>
