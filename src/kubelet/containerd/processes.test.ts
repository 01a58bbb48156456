import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { systemClock as clock } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
import { uuid } from '../../base/rng.ts'
import { endProcesses, findProcesses, hasFlag } from './processes.ts'

const { signal } = new AbortController()

/** A process with a mark in its arguments; `script` is run by sh first. */
async function startMarked(mark: string, script: string): Promise<ChildProcess> {
  const child = spawn(
    '/bin/sh',
    ['-c', `${script}; echo ready; while :; do read -r line || exit; done`, 'sh', '--mark', mark],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  )
  if (child.stdout !== null) await once(child.stdout, 'data')
  return child
}

test('endProcesses() ends those that match, with SIGTERM where that is enough', async () => {
  const mark = uuid(systemRng)
  const other = await startMarked(uuid(systemRng), ':')
  const otherEnd = once(other, 'exit')
  try {
    const polite = await startMarked(mark, ':')
    const stubborn = await startMarked(mark, "trap '' TERM")
    const matches = (args: readonly string[]) => hasFlag(args, { flag: '--mark', value: mark })
    const found = (await findProcesses(matches)).map(({ pid }) => pid)
    assert.deepEqual(new Set(found), new Set([polite.pid, stubborn.pid]))
    const ends = [once(polite, 'exit'), once(stubborn, 'exit')]
    assert.equal(await endProcesses(matches, { clock, signal, graceMs: 300 }), 2)
    assert.deepEqual(await Promise.all(ends), [
      [null, 'SIGTERM'],
      [null, 'SIGKILL'],
    ])
    assert.equal(other.exitCode, null)
  } finally {
    other.kill('SIGKILL')
    await otherEnd
  }
})

test('endProcesses() has nothing to do where none matches', async () => {
  assert.equal(await endProcesses(() => false, { clock, signal }), 0)
})

test('hasFlag() wants the value right behind the flag', () => {
  const given = { flag: '-address', value: '/a.sock' }
  assert.equal(hasFlag(['shim', '-id', 'x', '-address', '/a.sock'], given), true)
  assert.equal(hasFlag(['shim', '-address', '/b.sock', '/a.sock'], given), false)
  assert.equal(hasFlag(['shim', '/a.sock'], given), false)
  assert.equal(hasFlag([], given), false)
})
