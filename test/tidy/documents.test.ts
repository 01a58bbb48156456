// Documents say what is there: the code map names every room, and every difference from upstream is written down.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTree, root, sources } from './source-tree.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const rooms = readdirSync(join(root, 'src'))

test('documents: ARCHITECTURE.md maps exactly the rooms that exist', () => {
  const map = [...read('ARCHITECTURE.md').matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(([, room]) => room)
  assert.deepEqual(map.toSorted(), rooms.toSorted())
})

test('documents: every room has a README', () => {
  const missing = rooms.filter((room) => !existsSync(join(root, 'src', room, 'README.md')))
  assert.deepEqual(missing, [])
})

test('documents: docs/compat.md carries every line that begins Differs:', () => {
  const compat = read('docs/compat.md')
  const missing = sources.flatMap((file) =>
    [...file.text.matchAll(/\/\/ Differs: (.*)/g)]
      .map(([, text]) => (text ?? '').trim())
      .filter((text) => !compat.includes(text))
      .map((text) => `${file.path}: ${text}`),
  )
  assert.deepEqual(missing, [], 'run: node scripts/list-differences.ts')
})

test('documents: every dependency has its reason', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
  const reasons = read('docs/dependencies.md')
  const names = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.devDependencies ?? {})]
  assert.deepEqual(
    names.filter((name) => !reasons.includes(`\`${name}\``)),
    [],
  )
})

test('documents: nothing names the workplace', () => {
  const faults = readTree('{src,exports,test,bench,scripts,examples}/**/*.ts')
    .filter((file) => !file.path.startsWith('test/tidy/'))
    .filter((file) => /\/work\/(main|shared)|\bsession of work\b/.test(file.text))
    .map((file) => file.path)
  assert.deepEqual(faults, [])
})
