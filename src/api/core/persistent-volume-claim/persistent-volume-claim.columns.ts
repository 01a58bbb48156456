// How claims are listed. Upstream: pkg/printers/internalversion/printers.go printPersistentVolumeClaim.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { accessModesText, storageClassOf } from '../volume-modes.ts'
import type { PersistentVolumeClaim as Claim } from './persistent-volume-claim.schema.ts'

const isBound = ({ spec }: Claim) => (spec.volumeName ?? '') !== ''

export const persistentVolumeClaimColumns: readonly Column<Claim>[] = [
  nameColumn,
  column<Claim>('Status', ({ metadata, status }) =>
    metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
  ),
  column<Claim>('Volume', ({ spec }) => spec.volumeName ?? ''),
  column<Claim>('Capacity', (claim) => (isBound(claim) ? (claim.status?.capacity?.storage ?? '0') : '')),
  column<Claim>('Access Modes', (claim) =>
    isBound(claim) ? accessModesText(claim.status?.accessModes) : '',
  ),
  column<Claim>('StorageClass', storageClassOf),
  column<Claim>('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
  ageColumn,
  column<Claim>('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>', { priority: 1 }),
]
