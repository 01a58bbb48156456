import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines } from './json-lines.ts'
import { TransportError } from './transport-error.ts'

async function* cut(text: string, size: number) {
  const bytes = new TextEncoder().encode(text)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function linesOf(text: string, size: number, maxLineBytes = 1000) {
  return await Array.fromAsync(jsonLines(cut(text, size), { maxLineBytes }))
}

test('jsonLines() gives the same values however the stream is cut', async () => {
  const values = [{ a: 'ä€😀' }, { b: [1, 2, { c: null }] }, 'x'.repeat(50), 7]
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('\n')
  for (let size = 1; size < 60; size++) assert.deepEqual(await linesOf(text, size), values)
})

test('jsonLines() drops a line that the end of the stream cut off', async () => {
  assert.deepEqual(await linesOf('{"a":1}\n{"a":2', 4), [{ a: 1 }])
})

test('jsonLines() refuses a line that grows beyond the bound, and text that is no JSON', async () => {
  const isProtocol = (error: unknown) => error instanceof TransportError && error.code === 'protocol'
  await assert.rejects(linesOf('x'.repeat(200), 10, 100), isProtocol)
  await assert.rejects(linesOf('{nope}\n', 3), isProtocol)
})
