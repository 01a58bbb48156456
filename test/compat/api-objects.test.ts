// Objects that upstream made, every kind with every field set: what comes in as JSON, YAML or protobuf goes out as the very
// bytes that upstream writes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { kinds } from '../../src/api/kinds.ts'
import { parseJson } from '../../src/machinery/codec/json.ts'
import { parseYaml } from '../../src/machinery/codec/yaml.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { envelopeParts, readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { readProtobuf, writeProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { decode } from '../../src/machinery/schema/decode.ts'

interface Forms {
  readonly json: string
  readonly yaml: string
  /** Base64. */
  readonly pb: string
}

const file = new URL('../fixtures/api-objects.json.gz', import.meta.url)
const fixtures: { readonly objects: Readonly<Record<string, Forms>> } = JSON.parse(
  gunzipSync(readFileSync(file)).toString(),
)

/** `apps.v1.Deployment`, `core.v1.Pod`, as the files are called. */
function fileName({ group, version, kind }: Kind): string {
  return `${group === '' ? 'core' : group}.${version}.${kind}`
}

/** Kinds whose fixtures upstream does not keep beside the others. */
const elsewhere = ['apiregistration.k8s.io.v1.APIService']

const known = kinds.filter((kind) => Object.hasOwn(fixtures.objects, fileName(kind)))

function formsOf(kind: Kind): Forms {
  return fixtures.objects[fileName(kind)] as Forms
}

/** As Go writes JSON: with the characters escaped that matter to HTML. */
function goText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function decoded(kind: Kind, value: unknown): unknown {
  const { value: obj, unknown } = decode(kind.schema, value)
  assert.deepEqual(unknown, [], `${fileName(kind)} has no unknown field`)
  return obj
}

test('every kind that is served has an object of upstream’s to be held against', () => {
  const without = kinds.filter((kind) => !known.includes(kind)).map(fileName)
  assert.deepEqual(without.filter((name) => !elsewhere.includes(name)).toSorted(), [])
})

for (const kind of known) {
  const name = fileName(kind)
  test(`${name}: JSON is decoded and written with the same bytes`, () => {
    const { json } = formsOf(kind)
    assert.equal(goText(decoded(kind, parseJson(json).value)), json)
  })

  test(`${name}: YAML says what JSON says`, () => {
    const { json, yaml } = formsOf(kind)
    const [fromYaml, fromJson] = [parseYaml(yaml).value, parseJson(json).value]
    assert.equal(goText(decoded(kind, fromYaml)), goText(decoded(kind, fromJson)))
  })

  test(`${name}: protobuf is written with upstream’s bytes, and read to the same JSON`, () => {
    const { json, pb } = formsOf(kind)
    const bytes = Buffer.from(pb, 'base64')
    const message = writeProtobuf(kind.schema, decoded(kind, parseJson(json).value) as object)
    const { head, tail } = envelopeParts(kind, message.length)
    assert.ok(Buffer.concat([head, message, tail]).equals(bytes), 'the same bytes')
    const { apiVersion, kind: type, raw } = readEnvelope(bytes)
    const read = { kind: type, apiVersion, ...readProtobuf(kind.schema, raw) }
    assert.equal(goText(decoded(kind, read)), json)
  })
}
