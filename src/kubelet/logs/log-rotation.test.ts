import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { CriError } from '../cri/cri-error.ts'
import { rotateLog } from './log-rotation.ts'

test('rotateLog() keeps a bounded number of files', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wherry-rotate-'))
  const path = join(directory, '0.log')
  for (let round = 0; round < 5; round++) {
    writeFileSync(path, `round ${round}`)
    const reopen = async () => writeFileSync(path, '')
    await rotateLog(path, { maxFiles: 3, nowMs: Date.UTC(2026, 0, 1, 0, 0, round), reopen })
  }
  assert.deepEqual(readdirSync(directory).toSorted(), [
    '0.log',
    '0.log.20260101-000003',
    '0.log.20260101-000004',
  ])
  assert.equal(readFileSync(join(directory, '0.log.20260101-000004'), 'utf8'), 'round 4')
  rmSync(directory, { recursive: true })
})

test('rotateLog() takes the name back where no new log could be opened', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wherry-rotate-'))
  const path = join(directory, '0.log')
  writeFileSync(path, 'text')
  const reopen = async () => {
    throw new CriError('Unavailable', { method: 'ReopenContainerLog', details: 'away' })
  }
  await rotateLog(path, { maxFiles: 3, nowMs: 0, reopen })
  assert.deepEqual(readdirSync(directory), ['0.log'])
  rmSync(directory, { recursive: true })
})
