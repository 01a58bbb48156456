// How controller revisions are listed. Upstream: pkg/printers/internalversion/printers.go printControllerRevision.
import type { Column } from '../../../machinery/kind.ts'
import { controllerOf } from '../../../machinery/meta/owners.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ControllerRevision } from './controller-revision.schema.ts'

function controllerText(revision: ControllerRevision): string {
  const reference = controllerOf(revision)
  if (reference === undefined) return '<none>'
  const group = reference.apiVersion.includes('/') ? `.${reference.apiVersion.split('/')[0]}` : ''
  return `${`${reference.kind}${group}`.toLowerCase()}/${reference.name}`
}

export const controllerRevisionColumns: readonly Column<ControllerRevision>[] = [
  nameColumn,
  column<ControllerRevision>('Controller', controllerText),
  column<ControllerRevision>('Revision', ({ revision }) => revision),
  ageColumn,
]
