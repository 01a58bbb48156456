// What the server fills in of bindings. Upstream: pkg/apis/rbac/v1/defaults.go.
import type { Mutable } from '../../machinery/schema/schema.ts'
import { rbacGroup } from './rbac.validation.ts'
import type { RoleRef, Subject } from './shared.schema.ts'

export function defaultBinding(binding: {
  roleRef: Mutable<RoleRef>
  subjects?: Mutable<Subject>[] | undefined
}): void {
  if (!binding.roleRef.apiGroup) binding.roleRef.apiGroup = rbacGroup
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ??= rbacGroup
  }
}
