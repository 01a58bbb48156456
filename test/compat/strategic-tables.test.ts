// Strategic merge patches against what upstream's own code makes of them: the cases of its tests, and random ones with
// every directive. The kind is the one that those tests use.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { PatchError } from '../../src/machinery/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../src/machinery/patch/strategic-merge.ts'
import {
  int32,
  json,
  lazy,
  list,
  map,
  type ObjectSchema,
  object,
  opt,
  type Schema,
  string,
} from '../../src/machinery/schema/schema.ts'

interface Case {
  readonly name: string
  readonly original: unknown
  readonly patch: unknown
  readonly result?: unknown
  readonly error?: string
}

const file = new URL('../fixtures/strategic-merge.json.gz', import.meta.url)
const { cases }: { cases: readonly Case[] } = JSON.parse(gunzipSync(readFileSync(file)).toString())

const items = (): Schema => lazy(() => mergeItem)
const merging = { mergeKey: 'name', patchStrategy: 'merge' }
const common = {
  name: opt(1, string),
  value: opt(2, string),
  other: opt(3, string),
  mergingList: opt(4, list(items(), merging)),
  nonMergingList: opt(5, list(items())),
  mergingIntList: opt(6, list(int32, { patchStrategy: 'merge' })),
  simpleMap: opt(7, map(string)),
}
const retainKeysItem = object('x.RetainKeysMergeItem', common)
const mergeItem: ObjectSchema = object('x.MergeItem', {
  ...common,
  nonMergingIntList: opt(8, list(int32)),
  mergeItemPtr: opt(9, items(), { patchStrategy: 'merge' }),
  replacingItem: opt(10, json, { patchStrategy: 'replace' }),
  jsonItem: opt(11, json),
  retainKeysMap: opt(12, retainKeysItem, { patchStrategy: 'retainKeys' }),
  retainKeysMergingList: opt(13, list(items(), { mergeKey: 'name', patchStrategy: 'merge,retainKeys' })),
})

function outcome({ original, patch }: Case): { readonly result?: unknown; readonly error?: string } {
  try {
    return { result: applyStrategicMergePatch(mergeItem, structuredClone(original), structuredClone(patch)) }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    return { error: error.message }
  }
}

for (const [family, members] of Map.groupBy(cases, ({ name }) => name.split(':', 1)[0])) {
  test(`applyStrategicMergePatch() does what upstream does: ${family}`, () => {
    assert.ok(members.length > 100)
    for (const one of members) {
      const { result, error } = outcome(one)
      const given = JSON.stringify({ original: one.original, patch: one.patch })
      if (one.error !== undefined)
        assert.ok(
          error !== undefined,
          `${one.name}: ${given} gave ${JSON.stringify(result)}, not ${one.error}`,
        )
      else assert.deepEqual(result, one.result, `${one.name}: ${given} ${error}`)
    }
  })
}
