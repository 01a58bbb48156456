// How pod templates are listed. Upstream: pkg/printers/internalversion/printers.go printPodTemplate.
import type { Column } from '../../../machinery/kind.ts'
import { column, containerColumns, labelsText, nameColumn } from '../../columns.ts'
import type { PodTemplate } from './pod-template.schema.ts'

export const podTemplateColumns: readonly Column<PodTemplate>[] = [
  nameColumn,
  ...containerColumns<PodTemplate>(({ template }) => template?.spec?.containers ?? [], 0),
  column<PodTemplate>('Pod Labels', ({ template }) => labelsText(template?.metadata?.labels)),
]
