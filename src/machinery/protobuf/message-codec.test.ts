import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMessageCodec, type MessageInit } from './message-codec.ts'
import { WireError } from './wire.ts'

interface Person {
  readonly name: string
  readonly age: number
  readonly born: bigint
  readonly mood: 'CALM' | 'HAPPY' | 'UNRECOGNIZED'
  readonly friend?: Person
  readonly children: readonly Person[]
  readonly scores: readonly number[]
  readonly labels: Readonly<Record<string, string>>
  readonly homes: Readonly<Record<string, Place>>
  readonly photo: Uint8Array
  readonly weight: number
  readonly alive: boolean
  readonly luck?: number
  readonly nicknames: readonly string[]
}

interface Place {
  readonly street: string
}

const codec = createMessageCodec<{ readonly Person: Person; readonly Place: Place }>({
  messages: {
    Person: [
      [1, 'name', 'string'],
      [2, 'age', 'int32'],
      [3, 'born', 'int64'],
      [4, 'mood', 'Mood'],
      [5, 'friend', 'Person'],
      [6, 'children', 'Person', 'rep'],
      [7, 'scores', 'int32', 'rep'],
      [8, 'labels', 'string', 'map'],
      [9, 'homes', 'Place', 'map'],
      [10, 'photo', 'bytes'],
      [11, 'weight', 'double'],
      [12, 'alive', 'bool'],
      [13, 'luck', 'int32', 'opt'],
      [14, 'nicknames', 'string', 'rep'],
    ],
    Place: [[1, 'street', 'string']],
  },
  enums: { Mood: { CALM: 0, HAPPY: 1 } },
})

const hex = (value: MessageInit<Person>) => Buffer.from(codec.encode('Person', value)).toString('hex')
const decode = (text: string) => codec.decode('Person', Buffer.from(text, 'hex'))

test('createMessageCodec() encodes by field number and leaves zero values out', () => {
  assert.equal(hex({}), '')
  const zero = {
    name: '',
    age: 0,
    born: 0n,
    alive: false,
    weight: 0,
    photo: new Uint8Array(0),
    mood: 'CALM',
  } as const
  assert.equal(hex(zero), '')
  assert.equal(hex({ name: undefined }), '')
  assert.equal(hex({ name: 'a', age: 150, mood: 'HAPPY', alive: true }), '0a01611096012001' + '6001')
  assert.equal(hex({ age: -1 }), '10ffffffffffffffffff01')
  assert.equal(hex({ luck: 0 }), '6800')
  assert.equal(hex({ friend: {} }), '2a00')
  assert.equal(hex({ children: [{}, { name: 'b' }] }), '3200' + '32030a0162')
  assert.equal(hex({ scores: [0, 1, 300] }), '3a040001ac02')
  assert.equal(hex({ nicknames: ['', 'c'] }), '7200' + '720163')
  assert.equal(hex({ labels: { k: 'v', e: '' } }), '42060a016b120176' + '42050a01651200')
})

test('createMessageCodec() decodes what it encoded', () => {
  const person: MessageInit<Person> = {
    name: 'Ada',
    age: -7,
    born: -1234567890123456789n,
    mood: 'HAPPY',
    friend: { name: 'Bob', friend: { name: 'Cy' } },
    children: [{}, { name: 'x'.repeat(300) }],
    scores: [1, -2, 2 ** 31 - 1],
    labels: { a: '1' },
    homes: { here: { street: 's' } },
    photo: Uint8Array.of(0, 255),
    weight: 60.5,
    alive: true,
    luck: 0,
    nicknames: ['a', 'b'],
  }
  const back = decode(hex(person))
  assert.equal(hex(back), hex(person))
  assert.equal(back.born, -1234567890123456789n)
  assert.equal(back.friend?.friend?.name, 'Cy')
  assert.equal(back.children[1]?.name.length, 300)
  assert.equal(back.homes.here?.street, 's')
})

test('createMessageCodec() gives zero values for what was not sent', () => {
  const { friend, luck, photo, labels, homes, ...rest } = decode('')
  assert.deepEqual(
    [friend, luck, photo.length, Object.keys(labels), Object.keys(homes)],
    [undefined, undefined, 0, [], []],
  )
  assert.deepEqual(rest, {
    name: '',
    age: 0,
    born: 0n,
    mood: 'CALM',
    children: [],
    scores: [],
    weight: 0,
    alive: false,
    nicknames: [],
  })
})

test('createMessageCodec() reads numbers packed or not, and merges a message sent in two records', () => {
  assert.deepEqual(decode('38013802' + '3a020304').scores, [1, 2, 3, 4])
  const friend = decode('2a030a0161' + '2a021005').friend
  assert.deepEqual([friend?.name, friend?.age], ['a', 5])
})

test('createMessageCodec() skips unknown fields and known ones of another wire type', () => {
  assert.equal(decode('f80701' + '0801' + '0a0161').name, 'a')
})

test('createMessageCodec() keeps an unknown enum value apart and will not encode it', () => {
  const { mood } = decode('2063')
  assert.equal(mood, 'UNRECOGNIZED')
  assert.throws(() => hex({ mood }), WireError)
})

test('createMessageCodec() treats hostile map keys as data', () => {
  const labels = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') as Record<string, string>
  const back = decode(hex({ labels })).labels
  assert.deepEqual(Object.entries(back), Object.entries(labels))
  assert.equal(Object.getPrototypeOf(back), null)
  assert.equal(({} as Record<string, unknown>).p, undefined)
})

test('createMessageCodec() refuses truncated bytes, deep nesting and numbers that do not fit', () => {
  const whole = hex({ name: 'abc', friend: { name: 'd' } })
  for (const cut of [2, 4, 8, whole.length - 2])
    assert.throws(() => decode(whole.slice(0, cut)), WireError, String(cut))
  let deep = new Uint8Array(0)
  for (let depth = 0; depth < 200; depth++) deep = Uint8Array.from([0x2a, ...lengthOf(deep.length), ...deep])
  assert.throws(() => codec.decode('Person', deep), /too deeply/)
  assert.throws(() => hex({ age: 2 ** 31 }), WireError)
  assert.throws(() => hex({ age: 1.5 }), WireError)
  assert.throws(() => hex({ photo: 'text' as unknown as Uint8Array }), /not bytes/)
})

function lengthOf(size: number): number[] {
  return size < 128 ? [size] : [(size & 127) | 128, size >> 7]
}
