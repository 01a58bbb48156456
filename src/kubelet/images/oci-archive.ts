// Writes an OCI image layout as one tar, which containerd, docker and skopeo read. No registry, no compression and no
// time stamps: the digests depend on the content alone.
// Upstream: github.com/opencontainers/image-spec image-layout.md, manifest.md, config.md
import { createHash } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import type { Architecture } from './elf.ts'
import { ImageError } from './image-error.ts'
import { buildLayer, type LayerEntry } from './layer.ts'
import { canonicalName, type ImageReference, parseReference } from './reference.ts'

/** The part of an image's configuration that says how to run it. */
export interface ImageRunConfig {
  readonly Entrypoint?: readonly string[]
  readonly Cmd?: readonly string[]
  readonly Env?: readonly string[]
  readonly User?: string
  readonly WorkingDir?: string
  readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>>
  readonly Labels?: Readonly<Record<string, string>>
  readonly StopSignal?: string
}

export interface ImageSource {
  /** The name that pods will use, such as `busybox` or `registry.example/app:1`. */
  readonly reference: string
  readonly architecture: Architecture
  readonly config: ImageRunConfig
  readonly layers: readonly (readonly LayerEntry[])[]
}

export interface BuiltImage {
  /** The canonical name, as containerd has it. */
  readonly name: string
  /** Of the manifest. */
  readonly digest: string
  /** Of the configuration: the image ID that CRI shows. */
  readonly imageID: string
  /** The layout as a tar. */
  readonly archive: Uint8Array
}

interface Blob {
  readonly digest: string
  readonly bytes: Uint8Array
}

const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const

const created = '1970-01-01T00:00:00Z'

function blobOf(content: Uint8Array | object): Blob {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content))
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
}

function descriptor(mediaType: string, { digest, bytes }: Blob): object {
  return { mediaType, digest, size: bytes.length }
}

/** An image made of the given files, for one processor. */
export async function buildImage(source: ImageSource): Promise<BuiltImage> {
  const reference = namedTag(source.reference)
  const name = canonicalName(reference)
  const platform = platformOf(source.architecture)
  const layers = (await Promise.all(source.layers.map(buildLayer))).map(blobOf)
  const config = blobOf({
    created,
    ...platform,
    config: source.config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(() => ({ created, created_by: 'wherry' })),
  })
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(mediaTypes.config, config),
    layers: layers.map((layer) => descriptor(mediaTypes.layer, layer)),
  })
  const annotations = {
    'io.containerd.image.name': name,
    'org.opencontainers.image.ref.name': reference.tag ?? 'latest',
  }
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [{ ...descriptor(mediaTypes.manifest, manifest), platform, annotations }],
  }
  const archive = await layoutArchive({ index, blobs: [manifest, config, ...layers] })
  return { name, digest: manifest.digest, imageID: config.digest, archive }
}

function namedTag(image: string): ImageReference {
  const { reference, error } = parseReference(image)
  if (error !== undefined)
    throw new ImageError('BadName', `cannot name an image ${JSON.stringify(image)}: ${error}`)
  if (reference.digest === undefined) return reference
  throw new ImageError(
    'BadName',
    `cannot name an image ${JSON.stringify(image)}: its digest is not known yet`,
  )
}

function platformOf(architecture: Architecture): object {
  return { architecture, os: 'linux', ...(architecture === 'arm64' && { variant: 'v8' }) }
}

function layoutArchive({
  index,
  blobs,
}: {
  readonly index: object
  readonly blobs: readonly Blob[]
}): Promise<Uint8Array> {
  const distinct = new Map(blobs.map((blob) => [blob.digest, blob.bytes]))
  return buildLayer([
    { path: 'oci-layout', type: 'file', content: '{"imageLayoutVersion":"1.0.0"}' },
    { path: 'index.json', type: 'file', content: JSON.stringify(index) },
    { path: 'blobs', type: 'directory' },
    { path: 'blobs/sha256', type: 'directory' },
    ...[...distinct].map(([digest, content]): LayerEntry => {
      return { path: `blobs/sha256/${digest.slice('sha256:'.length)}`, type: 'file', content }
    }),
  ])
}

/** Writes the archive so that a reader sees all of it or nothing. */
export async function writeImage(image: BuiltImage, file: string): Promise<void> {
  const partial = `${file}.partial`
  await writeFile(partial, image.archive)
  await rename(partial, file)
}
