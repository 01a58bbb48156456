import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { RotatingFile } from './rotating-file.ts'

const dir = mkdtempSync(join(tmpdir(), 'wherry-audit-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const dayMs = 86_400_000

function open(name: string, more: { maxBackups?: number; maxAgeMs?: number } = {}) {
  const clock = new VirtualClock({ settle })
  const path = join(dir, name, 'audit.log')
  const files = () => readdirSync(join(dir, name)).sort()
  const options = { path, maxBytes: 10, maxBackups: 0, maxAgeMs: 0, clock, ...more }
  return { clock, path, files, options, file: new RotatingFile(options) }
}

test('RotatingFile puts aside what has grown, under the time of that', async () => {
  const { clock, path, files, file } = open('grows')
  using _ = file
  file.write('12345\n')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  await clock.advance(1000)
  const time = new Date(clock.now()).toISOString().slice(0, 23).replaceAll(':', '-')
  file.write('67890\n')
  assert.deepEqual(files(), [`audit-${time}.log`, 'audit.log'])
  assert.equal(readFileSync(path, 'utf8'), '67890\n')
  await clock.advance(1000)
  // What is larger than any file has one of its own.
  file.write('larger than ten\n')
  assert.equal(readFileSync(path, 'utf8'), 'larger than ten\n')
})

test('RotatingFile goes on where another one ended', () => {
  const { path, file, options } = open('again')
  file.write('1234\n')
  file[Symbol.dispose]()
  using next = new RotatingFile(options)
  next.write('567\n')
  assert.equal(readFileSync(path, 'utf8'), '1234\n567\n')
})

test('RotatingFile goes on where somebody took the file away, and not once it is closed', () => {
  const { path, file, files } = open('taken')
  file.write('12345678\n')
  rmSync(path)
  file.write('1234\n')
  assert.deepEqual([files(), readFileSync(path, 'utf8')], [['audit.log'], '1234\n'])
  file[Symbol.dispose]()
  file[Symbol.dispose]()
  assert.throws(() => file.write('5\n'), /the file is closed/)
})

test('RotatingFile keeps the newest, and those that are young enough', async () => {
  const few = open('few', { maxBackups: 2 })
  using _few = few.file
  const young = open('young', { maxAgeMs: 2 * dayMs })
  using _young = young.file
  writeFileSync(join(dir, 'few', 'audit-notes.log'), 'not a backup')
  for (let day = 0; day < 6; day++) {
    few.file.write(`day ${day}\n\n\n\n`)
    young.file.write(`day ${day}\n\n\n\n`)
    await Promise.all([few.clock.advance(dayMs), young.clock.advance(dayMs)])
  }
  assert.equal(few.files().length, 4)
  assert.ok(few.files().includes('audit-notes.log'))
  assert.equal(young.files().length, 4)
})

test('RotatingFile says at once that it cannot be written', () => {
  writeFileSync(join(dir, 'file'), '')
  const clock = new VirtualClock({ settle })
  const path = join(dir, 'file', 'audit.log')
  assert.throws(
    () => new RotatingFile({ path, maxBytes: 10, maxBackups: 0, maxAgeMs: 0, clock }),
    /E(NOTDIR|EXIST)/,
  )
})
