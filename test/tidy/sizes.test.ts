// Files stay small enough to read. Those over the limit are listed with their length and may only shrink.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isTest, root, sources } from './source-tree.ts'

const limit = 450
const ratchet = JSON.parse(readFileSync(join(root, 'test/tidy/ratchet.json'), 'utf8')) as Readonly<
  Record<string, number>
>

const lengths = new Map(
  sources
    .filter((file) => !isTest(file.path) && !/\.(schema|data|table|types)\.ts$/.test(file.path))
    .map((file) => [file.path, file.text.split('\n').length - 1]),
)

test('sizes: no file outgrows the limit or its place in the ratchet', () => {
  const faults = [...lengths]
    .filter(([path, lines]) => lines > (ratchet[path] ?? limit))
    .map(
      ([path, lines]) =>
        `${path} has ${lines} lines (at most ${ratchet[path] ?? limit}): split it by what it is about`,
    )
  assert.deepEqual(faults, [])
})

test('sizes: the ratchet lists only files that still need it', () => {
  const slack = Object.keys(ratchet).filter((path) => (lengths.get(path) ?? 0) <= limit)
  assert.deepEqual(slack, [], 'remove these from test/tidy/ratchet.json')
})
