import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../base/rng.ts'
import { WireError, WireReader, WireWriter, wireType } from './wire.ts'

function written(write: (writer: WireWriter) => void): string {
  const writer = new WireWriter({ capacity: 1 })
  write(writer)
  return Buffer.from(writer.finish()).toString('hex')
}

function reader(hex: string): WireReader {
  return new WireReader(Buffer.from(hex, 'hex'))
}

test('WireWriter.varint() writes what protobuf documents', () => {
  assert.equal(
    written((w) => w.varint(0)),
    '00',
  )
  assert.equal(
    written((w) => w.varint(150)),
    '9601',
  )
  assert.equal(
    written((w) => w.varint(0xffff_ffff)),
    'ffffffff0f',
  )
  assert.equal(
    written((w) => w.varint(-1)),
    'ffffffffffffffffff01',
  )
  assert.equal(
    written((w) => w.varint(2 ** 53 - 1)),
    'ffffffffffffff0f',
  )
  assert.equal(
    written((w) => w.varint(-(1n << 63n))),
    '80808080808080808001',
  )
  assert.equal(
    written((w) => w.varint((1n << 64n) - 1n)),
    'ffffffffffffffffff01',
  )
})

test('WireWriter.varint() refuses what would be rounded or cut', () => {
  for (const value of [2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1n << 64n, -(1n << 63n) - 1n])
    assert.throws(() => written((w) => w.varint(value)), WireError, String(value))
})

test('WireReader.int64() and uint64() return every width of what was written', () => {
  for (let bits = 0n; bits < 64n; bits++) {
    for (const value of [1n << bits, (1n << bits) - 1n, -(1n << bits)]) {
      const hex = written((w) => w.varint(value))
      assert.equal(reader(hex).uint64(), BigInt.asUintN(64, value))
      assert.equal(reader(hex).int64(), BigInt.asIntN(64, value))
    }
  }
})

test('WireReader.int64Number() is exact up to 2^53 and an error beyond', () => {
  for (const value of [0, 127, 128, 2 ** 31, 2 ** 49 - 1, 2 ** 49, 2 ** 53 - 1, -1, -(2 ** 53 - 1)])
    assert.equal(reader(written((w) => w.varint(value))).int64Number(), value)
  assert.throws(() => reader(written((w) => w.varint(1n << 53n))).int64Number(), WireError)
})

test('WireReader.int32() reads a negative number from ten bytes', () => {
  const input = reader(`${written((w) => w.varint(-5))}01`)
  assert.equal(input.int32(), -5)
  assert.equal(input.uint32(), 1)
})

test('WireWriter.string() and WireReader.string() keep any text', () => {
  for (const text of [
    '',
    'a',
    'x'.repeat(63),
    'x'.repeat(64),
    'é',
    `${'x'.repeat(70)}é`,
    '\ufeffbom',
    '日本語',
    '😀',
  ])
    assert.equal(reader(written((w) => w.string(text))).string(), text)
})

test('WireWriter.close() makes room for lengths of more than one byte', () => {
  for (const size of [0, 127, 128, 16_383, 16_384, 2_097_152]) {
    const writer = new WireWriter()
    const outer = writer.open()
    const inner = writer.open()
    writer.raw(new Uint8Array(size).fill(7))
    writer.close(inner)
    writer.close(outer)
    const content = new WireReader(writer.finish()).nested().bytes()
    assert.equal(content.length, size)
    assert.ok(content.every((byte) => byte === 7))
  }
})

test('WireReader reads fixed and floating numbers back', () => {
  const writer = new WireWriter({ capacity: 1 })
  writer.fixed32(0xdead_beef)
  writer.fixed64(0xdead_beef_0000_0001n)
  writer.float(0.5)
  writer.double(Math.PI)
  writer.bool(true)
  const input = new WireReader(writer.finish())
  assert.equal(input.fixed32(), 0xdead_beef)
  assert.equal(input.fixed64(), 0xdead_beef_0000_0001n)
  assert.equal(input.float(), 0.5)
  assert.equal(input.double(), Math.PI)
  assert.equal(input.bool(), true)
  assert.equal(input.done, true)
})

test('WireReader.skip() steps over every wire type', () => {
  const writer = new WireWriter()
  writer.tag(1, wireType.varint)
  writer.varint(-1)
  writer.tag(2, wireType.fixed64)
  writer.fixed64(1n)
  writer.tag(3, wireType.bytes)
  writer.string('abc')
  writer.tag(4, wireType.startGroup)
  writer.tag(1, wireType.varint)
  writer.varint(1)
  writer.tag(4, wireType.endGroup)
  writer.tag(5, wireType.fixed32)
  writer.fixed32(1)
  const input = new WireReader(writer.finish())
  const fields: number[] = []
  while (!input.done) {
    const tag = input.tag()
    fields.push(tag >>> 3)
    input.skip(tag)
  }
  assert.deepEqual(fields, [1, 2, 3, 4, 5])
})

test('WireReader refuses what is malformed', () => {
  const bad: Readonly<Record<string, (input: WireReader) => unknown>> = {
    '': (input) => input.tag(),
    '80': (input) => input.uint32(),
    '8080808080808080808080': (input) => input.uint32(),
    ffffffffffffffffffff01: (input) => input.uint64(),
    '05616263': (input) => input.string(),
    ffffffff0f61: (input) => input.bytes(),
    '0261': (input) => input.nested(),
    '0102': (input) => input.fixed32(),
    '010203': (input) => input.fixed64(),
    '00': (input) => input.tag(),
    '0e': (input) => input.skip(input.tag()),
    '0c': (input) => input.skip(input.tag()),
    '0b14': (input) => input.skip(input.tag()),
  }
  for (const [hex, read] of Object.entries(bad)) assert.throws(() => read(reader(hex)), WireError, hex)
  assert.throws(() => reader('0b'.repeat(10_000)).skip(0x0b), WireError)
})

test('WireReader ends with a value or a WireError on any bytes', () => {
  const rng = seededRng(1)
  for (let round = 0; round < 2_000; round++) {
    const input = new WireReader(rng.bytes(1 + (round % 40)))
    try {
      while (!input.done) input.skip(input.tag())
    } catch (error) {
      assert.ok(error instanceof WireError, String(error))
    }
  }
})
