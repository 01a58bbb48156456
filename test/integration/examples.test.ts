import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

for (const example of globSync('examples/*.ts', { cwd: root })) {
  test(`${example} runs`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [example], { cwd: root, timeout: 60_000 })
    assert.notEqual(stdout, '')
  })
}
