import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { inspectArchive, renamedArchive } from './archive-reader.ts'
import { type ImageErrorCode, isImageError } from './image-error.ts'
import { buildLayer, type LayerEntry } from './layer.ts'

const { signal } = new AbortController()
let directory = ''

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'archive-'))
})
after(async () => {
  await rm(directory, { recursive: true })
})

async function fileOf(content: Uint8Array | string): Promise<string> {
  const file = join(directory, 'image.tar')
  await writeFile(file, content)
  return file
}

const json = (path: string, value: unknown): LayerEntry => ({
  path,
  type: 'file',
  content: JSON.stringify(value),
})
const docker = (...tags: readonly unknown[]) =>
  json(
    'manifest.json',
    tags.map((RepoTags) => ({ Config: 'c.json', RepoTags, Layers: ['l.tar'] })),
  )
const layout = json('oci-layout', { imageLayoutVersion: '1.0.0' })
const oci = (...annotations: readonly unknown[]) =>
  json('index.json', {
    schemaVersion: 2,
    manifests: annotations.map((given) => ({ digest: 'd', annotations: given })),
  })

async function namesIn(entries: readonly LayerEntry[], name?: string): Promise<readonly string[]> {
  const file = await fileOf(await buildLayer(entries))
  return (await inspectArchive(file, { signal, ...(name !== undefined && { name }) })).names
}

async function check(
  file: string,
  { code, message }: { readonly code: ImageErrorCode; readonly message: RegExp },
): Promise<void> {
  await assert.rejects(inspectArchive(file, { signal }), (error) => {
    assert.ok(isImageError(error, code), String(error))
    assert.match(error.message, message)
    assert.ok(!error.message.includes('\n'))
    assert.ok(error.message.includes(file))
    return true
  })
}

test('inspectArchive() finds the names of docker archives in canonical form', async () => {
  assert.deepEqual(await namesIn([docker(['a', 'b/c:1'], ['d.io/e:f'])]), [
    'docker.io/library/a:latest',
    'docker.io/b/c:1',
    'd.io/e:f',
  ])
  assert.deepEqual(await namesIn([docker(null)], 'given:2'), ['docker.io/library/given:2'])
  assert.deepEqual(await namesIn([docker(['own'])], 'given:2'), ['docker.io/library/own:latest'])
})

test('inspectArchive() finds the names of OCI layouts, whichever tool wrote them', async () => {
  const containerd = { 'io.containerd.image.name': 'x.io/y:1', 'org.opencontainers.image.ref.name': '1' }
  const skopeo = { 'org.opencontainers.image.ref.name': 'app:2' }
  const tagOnly = { 'org.opencontainers.image.ref.name': 'latest' }
  assert.deepEqual(await namesIn([layout, oci(containerd, skopeo)]), ['x.io/y:1', 'docker.io/library/app:2'])
  assert.deepEqual(await namesIn([layout, oci(tagOnly)], 'given'), ['docker.io/library/given:latest'])
  assert.deepEqual(await namesIn([layout, oci(undefined)], 'given'), ['docker.io/library/given:latest'])
  // Newer dockers write both documents; containerd reads the layout.
  assert.deepEqual(await namesIn([docker(['old']), layout, oci(skopeo)]), ['docker.io/library/app:2'])
})

test('inspectArchive() reads gzip, leading dots and links inside the archive', async () => {
  const entries: readonly LayerEntry[] = [
    { path: './a', type: 'directory' },
    { path: './a/layer.tar', type: 'file', content: 'x' },
    { path: './b', type: 'directory' },
    { path: './b/layer.tar', type: 'symlink', target: '../a/layer.tar' },
    { ...docker(['a']), path: './manifest.json' },
  ]
  const file = await fileOf(gzipSync(await buildLayer(entries)))
  assert.deepEqual((await inspectArchive(file, { signal })).names, ['docker.io/library/a:latest'])
})

test('inspectArchive() says what is wrong with a file that is no image', async () => {
  await check(join(directory, 'gone.tar'), { code: 'Missing', message: / does not exist$/ })
  await mkdir(join(directory, 'folder'), { recursive: true })
  await check(join(directory, 'folder'), { code: 'NotAnArchive', message: / is a directory$/ })
  await check(await fileOf(''), { code: 'NotAnArchive', message: / is empty$/ })
  await check(await fileOf('x'.repeat(100)), { code: 'NotAnArchive', message: / is no complete tar archive/ })
  await check(await fileOf('x'.repeat(5_000)), {
    code: 'NotAnArchive',
    message: / is no complete tar archive/,
  })
  const whole = await buildLayer([docker(['a']), { path: 'l.tar', type: 'file', content: 'x'.repeat(5_000) }])
  await check(await fileOf(whole.subarray(0, 3_000)), {
    code: 'NotAnArchive',
    message: / is no complete tar archive/,
  })
  const squeezed = gzipSync(whole)
  await check(await fileOf(squeezed.subarray(0, squeezed.length - 20)), {
    code: 'NotAnArchive',
    message: /unexpected end of file$/,
  })
  await check(await fileOf(await buildLayer([])), { code: 'Malformed', message: / is no image: / })
  await check(await fileOf(await buildLayer([layout])), { code: 'Malformed', message: / is no image: / })
  const bad = (content: string) => buildLayer([{ path: 'manifest.json', type: 'file', content }])
  await check(await fileOf(await bad('{')), { code: 'Malformed', message: /manifest\.json is not JSON$/ })
  await check(await fileOf(await bad('{}')), { code: 'Malformed', message: /manifest\.json lists none$/ })
  await check(await fileOf(await bad('[1]')), { code: 'Malformed', message: /manifest\.json is malformed$/ })
  await check(await fileOf(await bad(' '.repeat(5_000_000))), {
    code: 'Malformed',
    message: /manifest\.json is larger than/,
  })
})

test('inspectArchive() wants a valid name for every image', async () => {
  const noName = {
    code: 'NoName',
    message: / holds an image without a name: save it by name, or give one$/,
  } as const
  await check(await fileOf(await buildLayer([docker(null)])), noName)
  await check(await fileOf(await buildLayer([docker([])])), noName)
  await check(
    await fileOf(await buildLayer([layout, oci({ 'org.opencontainers.image.ref.name': 'latest' })])),
    noName,
  )
  await check(await fileOf(await buildLayer([layout, oci({ 'io.containerd.image.name': 7 })])), noName)
  await check(await fileOf(await buildLayer([docker(['--flag'])])), {
    code: 'BadName',
    message: /"--flag": invalid reference format$/,
  })
  // One name cannot be given to two images.
  await assert.rejects(namesIn([docker(null, null)], 'given'), (error) => isImageError(error, 'NoName'))
})

test('inspectArchive() refuses paths and links that lead out of the archive', async () => {
  const unsafe: readonly LayerEntry[] = [
    { path: '../x', type: 'file', content: '' },
    { path: 'a/../../x', type: 'file', content: '' },
    { path: 'a/../x', type: 'file', content: '' },
    { path: '/etc/x', type: 'file', content: '' },
    { path: 'x', type: 'symlink', target: '/etc/passwd' },
    { path: 'x', type: 'symlink', target: '../passwd' },
    { path: 'a/x', type: 'symlink', target: '../../passwd' },
  ]
  for (const entry of unsafe) {
    const archive = await buildLayer([docker(['a']), entry])
    await check(await fileOf(archive), {
      code: 'UnsafePath',
      message: / (?:an entry outside of it|a link that leads out of it): "/,
    })
  }
  const hardLink = pack()
  hardLink.entry({ name: 'x', type: 'link', linkname: '../../etc/passwd' })
  hardLink.finalize()
  await check(await fileOf(await buffer(hardLink)), {
    code: 'UnsafePath',
    message: /a link that leads out of it/,
  })
})

test('renamedArchive() changes the names and nothing else', async () => {
  const big = 'y'.repeat(300_000)
  const entries: readonly LayerEntry[] = [
    { path: 'd', type: 'directory' },
    { path: 'd/l.tar', type: 'file', content: big },
    { path: 'd/empty', type: 'file', content: '' },
    { path: 'link', type: 'symlink', target: 'd/l.tar' },
    docker(['short']),
  ]
  const file = await fileOf(gzipSync(await buildLayer(entries)))
  const named = await inspectArchive(file, { signal })
  const { stream, done } = renamedArchive(file, { named, signal })
  const [content] = await Promise.all([buffer(stream), done])
  const again = await fileOf(content)
  const seen = await inspectArchive(again, { signal })
  assert.deepEqual(seen.names, ['docker.io/library/short:latest'])
  assert.deepEqual(JSON.parse(seen.content), [
    { Config: 'c.json', RepoTags: ['docker.io/library/short:latest'], Layers: ['l.tar'] },
  ])
  assert.ok(content.includes(big))
  assert.ok(content.includes('d/empty'))
})

test('inspectArchive() ends with the reason of an abort', async () => {
  const file = await fileOf(await buildLayer([docker(['a'])]))
  const reason = new Error('stop')
  await assert.rejects(inspectArchive(file, { signal: AbortSignal.abort(reason) }), reason)
})
