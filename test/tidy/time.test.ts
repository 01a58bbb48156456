// Time, timers and randomness are parameters, so that the whole cluster can run in virtual time from a seed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, isTest, sources } from './source-tree.ts'

const rules: readonly { readonly form: RegExp; readonly instead: string }[] = [
  { form: /\bDate\.now\b|\bnew Date\(\)/g, instead: 'clock.now()' },
  { form: /\bperformance\.(now|timeOrigin)\b/g, instead: 'clock.monotonic()' },
  {
    form: /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/g,
    instead: 'clock.after() or sleep(clock, ...)',
  },
  { form: /\btimers(\/promises)?['"]/g, instead: 'clock.after() or sleep(clock, ...)' },
  {
    form: /\bMath\.random\b|\brandomUUID\b|(?<!\.)\b(randomBytes|getRandomValues)\(/g,
    instead: 'an Rng (base/rng.ts)',
  },
  { form: /\bAbortSignal\.timeout\b/g, instead: 'clock.after() with an AbortController' },
]

test('time: only src/base touches the real clock, timers and randomness', () => {
  const faults: string[] = []
  for (const file of sources) {
    if (file.path.startsWith('src/base/') || isTest(file.path)) continue
    for (const { form, instead } of rules) {
      for (const match of file.code.matchAll(form)) {
        faults.push(`${at(file, match.index)}: ${match[0]}: use ${instead}`)
      }
    }
  }
  assert.deepEqual(faults, [])
})
