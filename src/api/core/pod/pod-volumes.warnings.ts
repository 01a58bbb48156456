// Volumes that nothing mounts any more, and projected files that hide one another. Upstream: pkg/api/pod/warnings.go.
import { claimSpecWarnings } from '../persistent-volume-claim/claim-spec.warnings.ts'
import type { ProjectedVolumeSource, Volume } from './pod-volumes.schema.ts'

/** What has become of volume plugins, by field. */
export const retiredVolumes = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
} as const

export function volumeWarnings(volumes: readonly Volume[], path: string): string[] {
  const tokens = new Set(volumes.flatMap(({ projected }) => tokenPaths(projected)))
  const retired = volumes.flatMap((volume, index) => [
    ...Object.entries(retiredVolumes).flatMap(([field, text]) =>
      volume[field as keyof typeof retiredVolumes] === undefined
        ? []
        : // Upstream spells this one as its own type does.
          [`${path}[${index}].${field === 'storageos' ? 'storageOS' : field}: ${text}`],
    ),
    ...claimWarnings(volume, `${path}[${index}].ephemeral.volumeClaimTemplate.spec`),
  ])
  if (tokens.size === 0) return retired
  return [
    ...retired,
    ...volumes.flatMap(({ projected }, index) =>
      hidden(projected, `${path}[${index}].projected.sources`, tokens),
    ),
  ]
}

function claimWarnings({ ephemeral }: Volume, path: string): string[] {
  const { volumeClaimTemplate } = ephemeral ?? {}
  return volumeClaimTemplate === undefined ? [] : claimSpecWarnings(volumeClaimTemplate.spec, path)
}

function tokenPaths(projected: ProjectedVolumeSource | undefined): string[] {
  return (projected?.sources ?? []).flatMap(({ serviceAccountToken }) =>
    serviceAccountToken === undefined ? [] : [serviceAccountToken.path],
  )
}

function hidden(
  projected: ProjectedVolumeSource | undefined,
  path: string,
  tokens: ReadonlySet<string>,
): string[] {
  const text = (at: string, file: string) =>
    `${path}.${at}: has duplicated path with ServiceAccountToken ${JSON.stringify(file)}`
  return (projected?.sources ?? []).flatMap(({ configMap, secret, downwardAPI, clusterTrustBundle }) => {
    const lists = { configMap: configMap?.items, secrets: secret?.items, downwardAPI: downwardAPI?.items }
    const texts = Object.entries(lists).flatMap(([name, items]) =>
      (items ?? []).flatMap((item, index) =>
        tokens.has(item.path) ? [text(`${name}[${index}]`, item.path)] : [],
      ),
    )
    const bundle = clusterTrustBundle?.path
    return bundle !== undefined && tokens.has(bundle) ? [...texts, text('ClusterTrustBundle', bundle)] : texts
  })
}
