// How tables print access modes and storage classes of volumes and claims.
// Upstream: pkg/apis/core/helper/helpers.go GetAccessModesAsString, GetPersistentVolumeClass.

const shortModes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]
/** Named the class before there was a field for it. */
export const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class'

export function accessModesText(modes: readonly string[] | undefined): string {
  return shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',')
}

/** The old annotation goes before the field. */
export function storageClassOf(obj: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | undefined }
  readonly spec: { readonly storageClassName?: string | undefined }
}): string {
  const annotations = obj.metadata.annotations
  const annotated =
    annotations !== undefined && Object.hasOwn(annotations, storageClassAnnotation)
      ? annotations[storageClassAnnotation]
      : undefined
  return annotated ?? obj.spec.storageClassName ?? ''
}
