import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hostArchitecture, readElf } from './elf.ts'
import { pauseProgram } from './pause-program.ts'

const architecture = hostArchitecture()

test('pauseProgram() is a small static program for each processor', () => {
  for (const name of ['amd64', 'arm64'] as const) {
    const program = pauseProgram(name)
    assert.deepEqual(readElf(program), { architecture: name, isStatic: true })
    assert.ok(program.length < 320)
  }
})

test('readElf() tells programs from other files', async () => {
  assert.equal(readElf(Buffer.from('#!/bin/sh\n'.repeat(20))), undefined)
  assert.equal(readElf(new Uint8Array(0)), undefined)
  assert.equal(readElf(pauseProgram('amd64').subarray(0, 70)), undefined)
  assert.equal(readElf(await readFile('/usr/bin/env'))?.isStatic, false)
})

test('pauseProgram() waits until SIGTERM or SIGINT and ends with 0', {
  skip: architecture === undefined,
}, async () => {
  assert.ok(architecture !== undefined)
  const directory = await mkdtemp(join(tmpdir(), 'pause-'))
  try {
    const file = join(directory, 'pause')
    await writeFile(file, pauseProgram(architecture), { mode: 0o755 })
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      const child = spawn(file, { stdio: 'ignore' })
      const exit = once(child, 'exit')
      await waiting(child.pid)
      for (const harmless of ['SIGCHLD', 'SIGSTOP', 'SIGCONT'] as const) child.kill(harmless)
      await waiting(child.pid)
      child.kill(name)
      assert.deepEqual(await exit, [0, null])
    }
  } finally {
    await rm(directory, { recursive: true })
  }
})

/** Resolves when the process is inside rt_sigtimedwait: number 128 on amd64, 137 on arm64. */
async function waiting(pid: number | undefined): Promise<void> {
  for (let look = 0; look < 100_000; look++) {
    if (/^(128|137) /.test(await readFile(`/proc/${pid}/syscall`, 'utf8'))) return
  }
  assert.fail('pause does not wait for signals')
}
