// Server-side apply against the tables of upstream's own tests: each case is a series of applies and updates with the
// object and the owners that structured-merge-diff has after each of them. The cases lie in test/fixtures; what is here is
// how they are read.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type MergeTables, runMergeCase } from './merge-case.ts'

const file = new URL('../fixtures/structured-merge-diff.json.gz', import.meta.url)
const tables: MergeTables = JSON.parse(gunzipSync(readFileSync(file)).toString())

const families = Map.groupBy(tables.cases, ({ name }) => name.split('/', 1)[0] as string)

for (const [family, cases] of families) {
  test(`applyConfig() and updateManagedFields() give what structured-merge-diff gives: ${family}`, () => {
    for (const one of cases) {
      const fault = runMergeCase(one, tables.schemas)
      assert.equal(fault, undefined, `${one.name}: ${fault}`)
    }
  })
}
