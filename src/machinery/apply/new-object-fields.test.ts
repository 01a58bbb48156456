import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../../base/rng.ts'
import { stored, widget } from './apply.fixture.ts'
import { compareObjects } from './compare.ts'
import { difference, sortedSet, union } from './field-set.ts'
import { newObjectFields } from './new-object-fields.ts'
import { compareElements } from './path-element.ts'
import { emptyObject } from './update-owners.ts'

/** What the comparison with the empty object says. */
function expected(obj: unknown): string {
  const { added, modified, removed } = compareObjects(widget, emptyObject(widget), obj)
  return JSON.stringify(sortedSet(difference(union(modified, added), removed)))
}

function randomWidget(rng: Rng): object {
  const maybe = <T>(value: T): T | undefined => (rng.next() < 0.5 ? value : undefined)
  const names = ['a', 'b', 'B', 'a-b', 'a.b', 'ab', '__proto__', 'ü', 'a"b']
  const name = () => names[randomInt(rng, names.length)] as string
  const map = () => JSON.parse(`{${[name(), name()].map((key) => `${JSON.stringify(key)}:"x"`).join(',')}}`)
  const containers = Array.from({ length: randomInt(rng, 4) }, () => ({
    name: name(),
    image: maybe('i'),
    args: maybe(['x']),
    ports: maybe([{ containerPort: randomInt(rng, 3), protocol: maybe('UDP') }, { containerPort: 1 }]),
    tty: maybe(true),
  }))
  return {
    apiVersion: 'x/v1',
    kind: 'Widget',
    metadata: { name: 'w', labels: maybe(map()), annotations: maybe({}) },
    spec: {
      replicas: maybe(0),
      selector: maybe({ matchLabels: map() }),
      containers: maybe(containers),
      finalizers: maybe([name(), name()]),
      nodeSelector: maybe(map()),
      limits: maybe(map()),
      strategy: maybe({ type: maybe(''), rolling: maybe({}) }),
      data: maybe(rng.next() < 0.5 ? { deep: map(), list: [1] } : 'text'),
    },
  }
}

test('newObjectFields() says what a comparison with the empty object says', () => {
  const rng = seededRng(7)
  for (let i = 0; i < 2000; i++) {
    const obj = stored(JSON.parse(JSON.stringify(randomWidget(rng))))
    const fields = newObjectFields(widget, emptyObject(widget), obj)
    assert.equal(JSON.stringify(fields), expected(obj), JSON.stringify(obj))
  }
})

test('compareElements() orders plain names as their values, whatever stands around them', () => {
  const key = (name: string) => `k:{"name":${JSON.stringify(name)}}`
  const names = ['', 'a', 'A', 'ab', 'a-b', 'a.b', 'a/b', 'a_b', 'a b', 'a"b', 'b', 'ä', '1', '-']
  const byValue = [...names].sort((a, b) => (a < b ? -1 : 1)).map(key)
  assert.deepEqual(names.map(key).sort(compareElements), byValue)
})
