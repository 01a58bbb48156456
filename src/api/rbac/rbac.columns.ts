// How bindings are listed. Upstream: pkg/printers/internalversion/printers.go printRoleBinding.
import type { Column, KubeObject } from '../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../columns.ts'
import type { RoleRef, Subject } from './shared.schema.ts'

type Binding = KubeObject & {
  readonly roleRef: RoleRef
  readonly subjects?: readonly Subject[] | undefined
}

function subjectsText({ subjects = [] }: Binding, kind: string): string {
  const named = subjects.filter((subject) => subject.kind === kind)
  const text = ({ name, namespace = '' }: Subject) =>
    kind === 'ServiceAccount' ? `${namespace}/${name}` : name
  return named.map(text).join(', ')
}

export const bindingColumns: readonly Column<Binding>[] = [
  nameColumn,
  {
    name: 'Role',
    type: 'string',
    description: 'Role that the binding grants.',
    cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`,
  },
  ageColumn,
  {
    name: 'Users',
    type: 'string',
    priority: 1,
    description: 'Users that it is granted to.',
    cell: (binding) => subjectsText(binding, 'User'),
  },
  {
    name: 'Groups',
    type: 'string',
    priority: 1,
    description: 'Groups that it is granted to.',
    cell: (binding) => subjectsText(binding, 'Group'),
  },
  {
    name: 'ServiceAccounts',
    type: 'string',
    priority: 1,
    description: 'Service accounts that it is granted to.',
    cell: (binding) => subjectsText(binding, 'ServiceAccount'),
  },
]
