// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { list, map, object, opt, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const userInfo = object('io.k8s.api.authentication.v1.UserInfo', {
  username: opt(1, string),
  uid: opt(2, string),
  groups: opt(3, list(string)),
  extra: opt(4, map(list(string, { wrapped: true }))),
})
export type UserInfo = TypeOf<typeof userInfo>
