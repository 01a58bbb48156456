import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { claimMachine, releaseMachine } from './machine-claim.ts'

const dir = mkdtempSync(join(tmpdir(), 'wherry-claim-'))
after(() => rmSync(dir, { recursive: true }))
const file = join(dir, 'run', 'machine.json')
const first = mkdtempSync(join(dir, 'a-'))
const second = mkdtempSync(join(dir, 'b-'))

test('claimMachine() lets one cluster have the machine until it lets go', () => {
  writeFileSync(join(first, 'wherry.json'), '{}')
  claimMachine(first, file)
  claimMachine(first, file)
  assert.throws(() => claimMachine(second, file), new RegExp(`wherry down --data-dir ${first}`))
  releaseMachine(second, file)
  assert.throws(() => claimMachine(second, file))
  releaseMachine(first, file)
  claimMachine(second, file)
})

test('claimMachine() takes the machine from a cluster that was deleted', () => {
  // `second` has no marker, as if its directory had been removed.
  claimMachine(first, file)
})
