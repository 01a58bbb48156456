import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { type LogOptions, readLog } from './log-reader.ts'
import { lastLogLines } from './log-tail.ts'

const at = (second: number) => `2026-01-01T00:00:0${second}.123456789Z`
const sample = [
  `${at(0)} stdout F one`,
  `${at(1)} stderr F oops`,
  `${at(2)} stdout P tw`,
  `${at(2)} stdout F o`,
  'not a log line',
  `${at(3)} stdout F `,
  `${at(4)} stdout F:tag last`,
  '',
].join('\n')

function logFile(text: string): Disposable & { readonly path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'wherry-log-'))
  const path = join(directory, '0.log')
  writeFileSync(path, text)
  return { path, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) }
}

async function read(path: string, options: LogOptions): Promise<string> {
  const clock = new VirtualClock({ settle })
  const context = { clock, signal: new AbortController().signal }
  let text = ''
  for await (const piece of readLog({ path, isRunning: async () => false }, options, context))
    text += piece.bytes
  return text
}

test('readLog() joins both streams and partial lines', async () => {
  using file = logFile(sample)
  assert.equal(await read(file.path, {}), 'one\noops\ntwo\n\nlast\n')
})

test('readLog() takes the options of kubectl logs', async () => {
  using file = logFile(sample)
  assert.equal(await read(file.path, { tailLines: 2 }), '\nlast\n')
  assert.equal(await read(file.path, { tailLines: 0 }), '')
  assert.equal(await read(file.path, { tailLines: 100 }), 'one\noops\ntwo\n\nlast\n')
  assert.equal(await read(file.path, { sinceMs: Date.parse(at(3)) }), '\nlast\n')
  assert.equal(await read(file.path, { limitBytes: 6 }), 'one\noo')
  assert.equal(await read(file.path, { stream: 'stderr' }), 'oops\n')
  assert.equal(
    await read(file.path, { timestamps: true, tailLines: 5 }),
    `${at(2)} two\n${at(3)} \n${at(4)} last\n`,
  )
})

test('readLog() tails over many blocks', async () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `${at(1)} stdout F line ${index}`)
  using file = logFile(`${lines.join('\n')}\n`)
  assert.equal(await read(file.path, { tailLines: 1 }), 'line 4999\n')
  const tail = await read(file.path, { tailLines: 3000 })
  assert.equal(tail.split('\n').length, 3001)
  assert.ok(tail.startsWith('line 2000\n'))
})

test('readLog() follows through a rotation and ends with the container', async () => {
  using file = logFile(`${at(0)} stdout F one\n`)
  const clock = new VirtualClock({ settle })
  let running = true
  const { signal } = new AbortController()
  const source = { path: file.path, isRunning: async () => running }
  const seen: string[] = []
  const done = (async () => {
    for await (const piece of readLog(source, { follow: true }, { clock, signal }))
      seen.push(String(piece.bytes))
  })()
  const until = async (count: number) => {
    while (seen.length < count) await clock.advance(200)
  }
  await until(1)
  appendFileSync(file.path, `${at(1)} stdout F two\n`)
  await until(2)
  renameSync(file.path, `${file.path}.old`)
  writeFileSync(file.path, `${at(2)} stdout F three\n`)
  await until(3)
  appendFileSync(file.path, `${at(2)} stdout F four\n`)
  running = false
  const ended = { yes: false }
  const finished = done.then(() => {
    ended.yes = true
  })
  while (!ended.yes) await clock.advance(200)
  await finished
  assert.deepEqual(seen, ['one\n', 'two\n', 'three\n', 'four\n'])
  assert.equal(clock.pendingTimers, 0)
})

test('lastLogLines() is bounded by lines and by bytes', async () => {
  using file = logFile(sample)
  assert.equal(await lastLogLines(file.path, { maxLines: 80, maxBytes: 2048 }), 'one\noops\ntwo\n\nlast\n')
  assert.equal(await lastLogLines(file.path, { maxLines: 80, maxBytes: 5 }), 'last\n')
  assert.equal(await lastLogLines(file.path, { maxLines: 1, maxBytes: 2048 }), 'last\n')
})
