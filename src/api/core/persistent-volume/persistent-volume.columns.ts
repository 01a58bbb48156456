// How volumes are listed. Upstream: pkg/printers/internalversion/printers.go printPersistentVolume.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { accessModesText, storageClassOf } from '../volume-modes.ts'
import type { PersistentVolume as Volume } from './persistent-volume.schema.ts'

function claimText({ spec: { claimRef } }: Volume): string {
  return claimRef === undefined ? '' : `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`
}

export const persistentVolumeColumns: readonly Column<Volume>[] = [
  nameColumn,
  column<Volume>('Capacity', ({ spec }) => spec.capacity?.storage ?? '0'),
  column<Volume>('Access Modes', ({ spec }) => accessModesText(spec.accessModes)),
  column<Volume>('Reclaim Policy', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
  column<Volume>('Status', ({ metadata, status }) =>
    metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
  ),
  column<Volume>('Claim', claimText),
  column<Volume>('StorageClass', storageClassOf),
  column<Volume>('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
  column<Volume>('Reason', ({ status }) => status?.reason ?? ''),
  ageColumn,
  column<Volume>('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>', { priority: 1 }),
]
