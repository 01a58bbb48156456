// Runs the test stages in order and closes with `N passed, N failed`.
//
//   npm test                    every stage
//   npm test -- unit tidy       only these
//   npm run check               types, lint, tidy, unit: the one to remember while working
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Stage {
  readonly name: string
  run(): Promise<Outcome>
}

const stageLimitMs = 15 * 60_000
const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
// A test runner that runs in a test runner would report to the outer one.
delete (env as Record<string, string | undefined>).NODE_TEST_CONTEXT

function execute(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; out: string }>()
  // In a group of its own, so that a stage that hangs can be ended with all that it started.
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const limit = setTimeout(() => {
    console.error(
      `\nstopped after ${stageLimitMs / 60_000} minutes: ${command} ${args.slice(0, 3).join(' ')}`,
    )
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, stageLimitMs)
  child.on('close', () => clearTimeout(limit))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    process.stdout.write(text)
  })
  child.on('error', reject).on('close', (code) => resolve({ code: code ?? 1, out }))
  return promise
}

/** A stage that is one command: it counts as one test. */
function commandStage(name: string, command: string, args: readonly string[]): Stage {
  return {
    name,
    async run() {
      const { code } = await execute(command, args)
      return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
    },
  }
}

/** The reporter's closing line `# name N` or `ℹ name N`. */
function count(out: string, name: string): number {
  return Number(new RegExp(`^(?:#|ℹ) ${name} (\\d+)$`, 'm').exec(out)?.[1] ?? 0)
}

/** A stage of `node --test` files. */
function testStage(name: string, pattern: string | readonly string[], flags: readonly string[]): Stage {
  return {
    name,
    async run() {
      const files = globSync(pattern as string, { cwd: root }).sort()
      if (files.length === 0) throw new Error(`stage ${name} found no test files`)
      const { code, out } = await execute(join(bin, 'node'), [
        '--test',
        '--test-reporter=dot',
        `--test-reporter-destination=stderr`,
        '--test-reporter=./test/summary-reporter.ts',
        '--test-reporter-destination=stdout',
        ...flags,
        ...files,
      ])
      const outcome = {
        passed: count(out, 'pass'),
        failed: count(out, 'fail'),
        skipped: count(out, 'skipped'),
      }
      const broken = outcome.failed === 0 && (code !== 0 || outcome.passed === 0)
      return broken ? { ...outcome, failed: 1 } : outcome
    },
  }
}

const oneProcess = ['--test-isolation=none']
const stages: readonly Stage[] = [
  commandStage('types', 'npm', ['run', '--silent', 'types']),
  commandStage('lint', 'npm', ['run', '--silent', 'lint']),
  testStage('tidy', 'test/tidy/*.test.ts', oneProcess),
  testStage('unit', 'src/**/*.test.ts', oneProcess),
  commandStage('setup', join(root, 'wherry'), ['setup', '--test']),
  testStage('integration', 'test/integration/*.test.ts', ['--test-concurrency=2', '--test-timeout=300000']),
  testStage('sim', 'test/sim/**/*.test.ts', ['--test-timeout=300000']),
  testStage('compat', 'test/compat/*.test.ts', ['--test-concurrency=1', '--test-timeout=600000']),
  testStage('e2e', 'test/e2e/*.test.ts', ['--test-concurrency=1', '--test-timeout=900000']),
]

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    console.error(
      `unknown stage ${unknown.join(', ')}; there are: ${stages.map((stage) => stage.name).join(', ')}`,
    )
    return 2
  }
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const stage of stages) {
    if (names.length > 0 && !names.includes(stage.name)) continue
    const start = performance.now()
    const { passed, failed, skipped } = await stage.run()
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`\n== ${stage.name}: ${passed} ok, ${failed} not ok, ${skipped} skipped, ${seconds} s`)
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
