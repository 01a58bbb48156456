import assert from 'node:assert/strict'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeAtomically } from './atomic-writer.ts'
import { checkHostPath } from './host-path.ts'
import { isMountPoint, unmount } from './mounter.ts'
import { checkSubPath, mountSubPath, openSubPath } from './sub-path.ts'
import { setVolumeOwnership } from './volume-ownership.ts'
import type { Payload, PayloadFile } from './volume-payload.ts'

const root = process.getuid?.() === 0
const { signal } = new AbortController()

function directory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'wherry-volume-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

function payloadOf(files: Readonly<Record<string, string | PayloadFile>>): Payload {
  return new Map(
    Object.entries(files).map(([path, file]) => [
      path,
      typeof file === 'string' ? { data: Buffer.from(file), mode: 0o644 } : file,
    ]),
  )
}

let serial = 0
const write = (volume: string, files: Readonly<Record<string, string | PayloadFile>>) =>
  writeAtomically(volume, payloadOf(files), { nowMs: 0, suffix: String(serial++), prepare: async () => {} })

test('writeAtomically() turns one link from the old files to the new', async () => {
  using volume = directory()
  const read = (name: string) => readFileSync(join(volume.path, name), 'utf8')
  assert.equal(await write(volume.path, { a: '1', 'dir/b': '2', old: 'x' }), true)
  assert.deepEqual([read('a'), read('dir/b')], ['1', '2'])
  assert.equal(readlinkSync(join(volume.path, 'a')), '..data/a')
  const before = readlinkSync(join(volume.path, '..data'))
  assert.match(before, /^\.\.1970_01_01_00_00_00\.\d+$/)
  assert.equal(await write(volume.path, { a: '1', 'dir/b': '2', old: 'x' }), false)
  assert.equal(await write(volume.path, { a: 'new', 'dir/c': '3' }), true)
  assert.deepEqual([read('a'), read('dir/c')], ['new', '3'])
  const now = readlinkSync(join(volume.path, '..data'))
  assert.notEqual(now, before)
  assert.deepEqual(readdirSync(volume.path).toSorted(), ['..data', 'a', 'dir', now].toSorted())
})

test('writeAtomically() sets modes, whatever the umask', async () => {
  using volume = directory()
  await write(volume.path, { secret: { data: Buffer.from('s'), mode: 0o400 } })
  assert.equal(statSync(join(volume.path, 'secret')).mode & 0o777, 0o400)
  assert.equal(await write(volume.path, { secret: { data: Buffer.from('s'), mode: 0o400 } }), false)
  assert.equal(await write(volume.path, { secret: { data: Buffer.from('s'), mode: 0o444 } }), true)
})

test('writeAtomically() refuses paths that lead out of the volume', async () => {
  using volume = directory()
  for (const path of ['../x', 'a/../../x', '/etc/x', '..data', '..x', '', 'a/./b', 'a\0b'])
    await assert.rejects(write(volume.path, { [path]: 'x' }), { name: 'VolumeError' }, path)
  assert.deepEqual(readdirSync(volume.path), [])
})

test('setVolumeOwnership() gives files to the group and follows no link', { skip: !root }, async () => {
  using outside = directory()
  using volume = directory()
  writeFileSync(join(outside.path, 'host'), 'x', { mode: 0o600 })
  mkdirSync(join(volume.path, 'd'))
  writeFileSync(join(volume.path, 'd/f'), 'x', { mode: 0o600 })
  symlinkSync(join(outside.path, 'host'), join(volume.path, 'link'))
  await setVolumeOwnership(volume.path, { fsGroup: 4242, readOnly: false })
  const file = statSync(join(volume.path, 'd/f'))
  assert.deepEqual([file.gid, file.mode & 0o7777], [4242, 0o660])
  const dir = statSync(join(volume.path, 'd'))
  assert.deepEqual([dir.gid, dir.mode & 0o2770], [4242, 0o2770])
  assert.equal(lstatSync(join(volume.path, 'link')).gid, 4242)
  const host = statSync(join(outside.path, 'host'))
  assert.deepEqual([host.gid, host.mode & 0o777], [0, 0o600])
})

test('checkHostPath() knows all types', async () => {
  using dir = directory()
  const file = join(dir.path, 'file')
  const made = join(dir.path, 'made/deep')
  await checkHostPath({ path: '/none', type: '' })
  await checkHostPath({ path: '/none' })
  await checkHostPath({ path: dir.path, type: 'Directory' })
  await checkHostPath({ path: made, type: 'DirectoryOrCreate' })
  await checkHostPath({ path: file, type: 'FileOrCreate' })
  await checkHostPath({ path: file, type: 'File' })
  await checkHostPath({ path: '/dev/null', type: 'CharDevice' })
  const rejects = (path: string, type: string, message: string) =>
    assert.rejects(checkHostPath({ path, type }), { message })
  await rejects('/none', 'Directory', 'hostPath type check failed: /none is not a directory')
  await rejects(file, 'Directory', `hostPath type check failed: ${file} is not a directory`)
  await rejects(dir.path, 'File', `hostPath type check failed: ${dir.path} is not a file`)
  await rejects(file, 'Socket', `hostPath type check failed: ${file} is not a socket file`)
  await rejects(file, 'BlockDevice', `hostPath type check failed: ${file} is not a block device`)
})

test('openSubPath() follows links within the volume and none out of it (CVE-2017-1002101)', async () => {
  using outside = directory()
  using volume = directory()
  writeFileSync(join(outside.path, 'secret'), 'x')
  mkdirSync(join(volume.path, 'real'))
  symlinkSync('real', join(volume.path, 'inner'))
  symlinkSync(outside.path, join(volume.path, 'escape'))
  symlinkSync('../../../../../../../../etc', join(volume.path, 'dots'))
  {
    await using handle = await openSubPath({ volume: volume.path, path: 'inner' })
    assert.equal((await handle.stat()).ino, statSync(join(volume.path, 'real')).ino)
  }
  const leaves = { message: 'the subPath leads out of the volume' }
  await assert.rejects(openSubPath({ volume: volume.path, path: 'escape/secret' }), leaves)
  await assert.rejects(openSubPath({ volume: volume.path, path: 'dots' }), leaves)
})

test('checkSubPath() refuses absolute paths and steps back', () => {
  for (const path of ['/etc', '..', 'a/../b', '../x'])
    assert.throws(() => checkSubPath(path), { name: 'VolumeError' })
  for (const path of ['a', 'a/b', '..a', 'a..']) assert.doesNotThrow(() => checkSubPath(path))
})

test('mountSubPath() mounts what it checked and never what it was swapped for (CVE-2021-25741)', {
  skip: !root,
}, async () => {
  using outside = directory()
  using volume = directory()
  using targets = directory()
  writeFileSync(join(outside.path, 'f'), 'host')
  mkdirSync(join(volume.path, 'sub'))
  writeFileSync(join(volume.path, 'sub/f'), 'pod')
  const target = join(targets.path, 'v/c/0')
  // A container swaps the directory for a link, and back, all the time.
  let swapping = true
  const swapper = (async () => {
    for (let link = true; swapping; link = !link) {
      await new Promise((resolve) => setImmediate(resolve))
      rmSync(join(volume.path, 'sub'), { recursive: true, force: true })
      try {
        if (link) symlinkSync(outside.path, join(volume.path, 'sub'))
        else mkdirSync(join(volume.path, 'sub'))
      } catch (error) {
        // The other side has made it again in between.
        assert.equal((error as NodeJS.ErrnoException).code, 'EEXIST')
      }
    }
  })()
  let mounted = 0
  for (let attempt = 0; attempt < 40; attempt++) {
    try {
      await mountSubPath({ volume: volume.path, path: 'sub', target }, { signal })
    } catch {
      continue
    }
    mounted++
    assert.notEqual(statSync(target).ino, statSync(outside.path).ino)
  }
  swapping = false
  await swapper
  await mountSubPath({ volume: volume.path, path: 'new/deep', target }, { signal })
  assert.ok(statSync(join(volume.path, 'new/deep')).isDirectory())
  assert.ok(await isMountPoint(target))
  await unmount(target, { signal })
  assert.ok(mounted >= 0)
})
