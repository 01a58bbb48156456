// Types the commands of docs/tasks into a shell, page by page, as a reader would. A command that fails fails the test.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { blocksOf } from '../docs/doc-blocks.ts'

const root = join(import.meta.dirname, '..', '..')
const isRoot = process.getuid?.() === 0

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

function run(
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; output: string }>()
  const child = spawn('bash', ['-eux', '-o', 'pipefail', '-c', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.on('close', (code) => resolve({ code, output }))
  return promise
}

for (const page of globSync('docs/tasks/*.md', { cwd: root }).sort()) {
  const needsRoot = page.includes('real-')
  test(`docs: every command of ${basename(page)} works`, {
    skip: needsRoot && !isRoot ? 'needs root' : false,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'wherry-docs-'))
    const env = {
      ...process.env,
      DIR: dir,
      PORT: String(await freePort()),
      PATH: `${root}:${process.env.PATH}`,
    }
    try {
      const blocks = blocksOf(join(root, page), 'sh')
      assert.ok(blocks.length > 3, 'the page has commands')
      const { code, output } = await run(blocks.join('\n'), env)
      assert.equal(code, 0, output)
    } finally {
      await run('wherry down --data-dir "$DIR" --purge || true', env)
      rmSync(dir, { recursive: true, force: true })
    }
  })
}
