// What has better ways now in volumes. Upstream: pkg/api/persistentvolume/util.go GetWarningsForPersistentVolume.
import { selectorTermWarnings } from '../../node-labels.warnings.ts'
import { storageClassText } from '../persistent-volume-claim/claim-spec.warnings.ts'
import { retiredVolumes } from '../pod/pod-volumes.warnings.ts'
import { storageClassAnnotation } from '../volume-modes.ts'
import type { PersistentVolume } from './persistent-volume.schema.ts'

const annotationTexts = {
  [storageClassAnnotation]: storageClassText,
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
}
const recycleText =
  'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'

export function persistentVolumeWarnings({ metadata, spec }: PersistentVolume): string[] {
  const annotations = metadata.annotations ?? {}
  const texts = Object.entries(annotationTexts).flatMap(([key, text]) =>
    Object.hasOwn(annotations, key) ? [`metadata.annotations[${key}]: ${text}`] : [],
  )
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    texts.push(`spec.persistentVolumeReclaimPolicy: ${recycleText}`)
  }
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? []
  texts.push(
    ...terms.flatMap((term, index) =>
      selectorTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${index}]`),
    ),
  )
  for (const [field, text] of Object.entries(retiredVolumes)) {
    if ((spec as Readonly<Record<string, unknown>>)[field] === undefined) continue
    texts.push(`spec.${field === 'storageos' ? 'storageOS' : field}: ${text}`)
  }
  return texts
}
