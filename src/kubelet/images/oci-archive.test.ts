import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { extract } from 'tar-stream'
import { buildBusyboxImage } from './busybox-image.ts'
import { isImageError } from './image-error.ts'
import { buildLayer } from './layer.ts'
import { buildImage, writeImage } from './oci-archive.ts'
import { buildPauseImage } from './pause-image.ts'

const { signal } = new AbortController()

async function filesOf(archive: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const reader = extract()
  const fed = pipeline(Readable.from([archive]), reader)
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry))
  await fed
  return files
}

interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
}

test('buildImage() writes a layout in which every digest and size holds', async () => {
  const image = await buildImage({
    reference: 'a/b:1',
    architecture: 'arm64',
    config: { Cmd: ['/x'] },
    layers: [
      [{ path: 'x', type: 'file', content: 'x', mode: 0o755 }],
      [{ path: 'y', type: 'symlink', target: 'x' }],
    ],
  })
  const files = await filesOf(image.archive)
  const blob = ({ digest, size }: Descriptor) => {
    const content = files.get(`blobs/sha256/${digest.slice(7)}`)
    assert.ok(content !== undefined)
    assert.equal(content.length, size)
    assert.equal(digest, `sha256:${createHash('sha256').update(content).digest('hex')}`)
    return content
  }
  assert.deepEqual(JSON.parse(String(files.get('oci-layout'))), { imageLayoutVersion: '1.0.0' })
  const index = JSON.parse(String(files.get('index.json'))) as { readonly manifests: readonly [Descriptor] }
  assert.equal(index.manifests[0].annotations?.['io.containerd.image.name'], 'docker.io/a/b:1')
  assert.equal(index.manifests[0].digest, image.digest)
  const manifest = JSON.parse(blob(index.manifests[0]).toString()) as {
    readonly config: Descriptor
    readonly layers: readonly Descriptor[]
  }
  assert.equal(manifest.config.digest, image.imageID)
  for (const layer of manifest.layers) blob(layer)
  const config = JSON.parse(blob(manifest.config).toString())
  assert.deepEqual(
    config.rootfs.diff_ids,
    manifest.layers.map(({ digest }) => digest),
  )
  assert.deepEqual(
    [config.architecture, config.variant, config.os, config.config.Cmd],
    ['arm64', 'v8', 'linux', ['/x']],
  )
})

test('buildImage() gives the same digests each time', async () => {
  const pause = await buildPauseImage({ architecture: 'amd64' })
  assert.equal(pause.digest, (await buildPauseImage({ architecture: 'amd64' })).digest)
  // A new digest means that every node's sandboxes change: bump the tag of pauseImageName along with this.
  assert.equal(pause.imageID, 'sha256:ec49a02cf9b1313008e9a9c3c72dd1cd7e79a3853b4867bf98570f7e3e29cb05')
})

test('buildImage() refuses names that it cannot give', async () => {
  for (const reference of ['UPPER', '', `a@sha256:${'0'.repeat(64)}`]) {
    const build = buildImage({ reference, architecture: 'amd64', config: {}, layers: [] })
    await assert.rejects(build, (error) => isImageError(error, 'BadName'), reference)
  }
})

test('buildLayer() keeps order, modes, owners and links', async () => {
  const layer = await buildLayer([
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    { path: 'tmp/secret', type: 'file', content: 'é', mode: 0o400, uid: 7, gid: 8 },
    { path: 'link', type: 'symlink', target: '../tmp' },
  ])
  const seen: unknown[] = []
  const reader = extract()
  const fed = pipeline(Readable.from([layer]), reader)
  for await (const entry of reader) {
    const { name, mode, uid, gid, type, linkname, mtime } = entry.header
    seen.push([name, mode, uid, gid, type, linkname, mtime.getTime(), (await buffer(entry)).toString()])
  }
  await fed
  assert.deepEqual(seen, [
    ['tmp', 0o1777, 0, 0, 'directory', null, 0, ''],
    ['tmp/secret', 0o400, 7, 8, 'file', null, 0, 'é'],
    ['link', 0o777, 0, 0, 'symlink', '../tmp', 0, ''],
  ])
})

test('writeImage() leaves the whole archive and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'image-'))
  try {
    const image = await buildPauseImage({ architecture: 'amd64' })
    await writeImage(image, join(directory, 'pause.tar'))
    assert.deepEqual(await readdir(directory), ['pause.tar'])
    assert.deepEqual(
      new Uint8Array(await readFile(join(directory, 'pause.tar'))),
      new Uint8Array(image.archive),
    )
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('buildBusyboxImage() says in one line what is wrong with a program', async () => {
  const build = (program: string) => buildBusyboxImage({ program, signal })
  await assert.rejects(
    build('/nonexistent'),
    /^ImageError: cannot read \/nonexistent: is busybox-static installed\?$/,
  )
  await assert.rejects(build('/etc/passwd'), /^ImageError: \/etc\/passwd is no program for amd64 or arm64$/)
  await assert.rejects(
    build('/usr/bin/env'),
    /is not statically linked: install busybox-static in its place$/,
  )
})
