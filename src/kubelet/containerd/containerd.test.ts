import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { StoppedError } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { silentLogger } from '../../base/log.ts'
import { systemClock } from '../../base/node/system-clock.ts'
import { BoundedLog } from './bounded-log.ts'
import { Containerd, type ContainerdOptions } from './containerd.ts'
import { ContainerdError } from './containerd-error.ts'
import { effectiveCapabilities } from './host-facts.ts'
import { mountsUnder } from './mounts.ts'
import { findPrograms } from './programs.ts'

// Waits a hundredth of what is asked, so that back-off is tried as it is.
const fastClock: Clock = { ...systemClock, after: (delayMs, fire) => systemClock.after(delayMs / 100, fire) }

async function withDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'containerd-'))
  try {
    await body(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Options with a script in the place of containerd: how ours copes with a program that fails. */
async function optionsWith(directory: string, script: string): Promise<ContainerdOptions> {
  const containerd = join(directory, 'containerd')
  await writeFile(containerd, `#!/bin/sh\necho started >> ${directory}/starts\n${script}\n`)
  await chmod(containerd, 0o755)
  return {
    directory: join(directory, 'data'),
    programs: { containerd, ctr: '/x/ctr', shim: '/x/shim', runc: '/x/runc', cniBinDir: undefined },
    host: { snapshotter: 'overlayfs', apparmor: false, lowersOomScore: false, unprivilegedNetwork: true },
    sandboxImage: 'pause',
    clock: fastClock,
    log: silentLogger,
  }
}

test('Containerd.run() gives up on a containerd that never starts, and says why', async () => {
  await withDirectory(async (directory) => {
    const line = 'time="now" level=error msg="cannot open \\"meta.db\\"" error="no space left"'
    const options = await optionsWith(directory, `echo '${line}' >&2; exit 4`)
    const containerd = new Containerd(options)
    const { signal } = new AbortController()
    const ready = containerd.ready({ signal }).catch((error: unknown) => error)
    const failure = await containerd.run(signal).catch((error: unknown) => error)
    assert.ok(failure instanceof ContainerdError && failure.code === 'StartFailed')
    const { log } = containerd.paths
    const why = 'containerd does not start: exit code 4: cannot open "meta.db": no space left'
    assert.equal(failure.message, `${why}; see ${log}`)
    assert.equal(await ready, failure)
    assert.equal(await readFile(join(directory, 'starts'), 'utf8'), 'started\n'.repeat(3))
    assert.equal(await readFile(log, 'utf8'), `${line}\n`.repeat(3))
    assert.equal((await stat(log)).mode & 0o777, 0o600)
    assert.equal((await stat(options.directory)).mode & 0o777, 0o700)
  })
})

test('Containerd.run() says so where the program cannot be run', async () => {
  await withDirectory(async (directory) => {
    const options = await optionsWith(directory, '')
    const programs = { ...options.programs, containerd: '/nonexistent/containerd' }
    const run = new Containerd({ ...options, programs }).run(new AbortController().signal)
    await assert.rejects(
      run,
      /^ContainerdError: containerd does not start: spawn \/nonexistent\/containerd ENOENT; see /,
    )
  })
})

test('Containerd.run() ends quietly on abort, also when containerd does not mind SIGTERM', async () => {
  await withDirectory(async (directory) => {
    const options = await optionsWith(
      directory,
      "trap '' TERM; echo up > $0.up; while :; do sleep 0.01; done",
    )
    const containerd = new Containerd(options)
    const controller = new AbortController()
    const running = containerd.run(controller.signal)
    const ready = containerd.ready({ signal: new AbortController().signal }).catch((error: unknown) => error)
    const isUp = () =>
      readFile(`${options.programs.containerd}.up`).then(
        () => true,
        () => false,
      )
    while (!(await isUp()));
    const reason = new StoppedError('done')
    controller.abort(reason)
    await running
    assert.equal(containerd.pid, undefined)
    assert.equal(await ready, reason)
  })
})

test('BoundedLog starts a new file when one is full and keeps the telling line', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'log')
    const source = new PassThrough()
    {
      await using log = await BoundedLog.open(file, { maxBytes: 100, keep: /error/ })
      const copied = log.copy(source)
      for (let i = 0; i < 25; i++)
        source.write(`line ${String(i).padStart(4, '0')}\n${i === 3 ? 'an error\n' : ''}`)
      source.end()
      await copied
      assert.equal(log.keptLine, 'an error')
      assert.equal(log.dropped, 0)
    }
    const [old, now] = [await readFile(`${file}.1`, 'utf8'), await readFile(file, 'utf8')]
    assert.ok(old.length <= 100 && now.length <= 100)
    assert.ok(now.endsWith('line 0024\n') && now.length > 0 && old.length > 0)
    await using again = await BoundedLog.open(file, { maxBytes: 100, keep: /error/ })
    await again.write(Buffer.from('more\n'))
    assert.ok((await readFile(file, 'utf8')).endsWith('line 0024\nmore\n'))
  })
})

test('mountsUnder() lists what is in a directory, innermost first', () => {
  const mountinfo = [
    '1 0 8:1 / / rw - ext4 /dev/vda rw',
    '2 1 0:1 / /data rw - tmpfs tmpfs rw',
    '3 2 0:2 / /data/a\\040b rw - overlay overlay rw',
    '4 3 0:3 / /data/a\\040b/c rw - tmpfs tmpfs rw',
    '5 1 0:4 / /database rw - tmpfs tmpfs rw',
    '',
  ].join('\n')
  assert.deepEqual(mountsUnder(mountinfo, '/data'), ['/data/a b/c', '/data/a b', '/data'])
  assert.deepEqual(mountsUnder(mountinfo, '/data/a'), [])
})

test('findPrograms() names all that are missing', async () => {
  await withDirectory(async (directory) => {
    const names = ['containerd', 'ctr', 'containerd-shim-runc-v2', 'runc']
    await mkdir(join(directory, 'bin'))
    for (const name of names) await writeFile(join(directory, 'bin', name), '', { mode: 0o755 })
    const { containerd, runc } = await findPrograms({ path: `relative:${join(directory, 'bin')}` })
    assert.deepEqual([containerd, runc], [join(directory, 'bin/containerd'), join(directory, 'bin/runc')])
    const none = findPrograms({ path: '', usual: [directory] })
    await assert.rejects(
      none,
      /^ContainerdError: not found: containerd, ctr, containerd-shim-runc-v2, runc \(Debian's packages: containerd, runc\)$/,
    )
  })
})

test('effectiveCapabilities() reads the bits of a status file', () => {
  assert.equal(
    effectiveCapabilities('Name:\tx\nCapPrm:\t0000000000000001\nCapEff:\t000001fffeffffff\n'),
    0x1fffeffffffn,
  )
  assert.equal(effectiveCapabilities(''), 0n)
})
