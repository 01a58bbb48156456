import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../../base/rng.ts'
import { stored, widget } from './apply.fixture.ts'
import { applyNodeOf } from './apply-schema.ts'
import { creatorFields } from './creator-fields.ts'
import { newObjectFields } from './new-object-fields.ts'
import { fits, shapeOf } from './object-shape.ts'
import { emptyObject } from './update-owners.ts'

const node = applyNodeOf(widget)
const empty = emptyObject(widget)

/** Few names and values, so that shapes come again. */
function randomWidget(rng: Rng): unknown {
  const maybe = <T>(value: T): T | undefined => (rng.next() < 0.7 ? value : undefined)
  const one = (...values: readonly unknown[]) => values[randomInt(rng, values.length)]
  const map = () => ({ [one('a', '__proto__') as string]: one('x', 'y') })
  const ports = () => [{ containerPort: one(1, 2), protocol: maybe('UDP') }]
  return stored(
    JSON.parse(
      JSON.stringify({
        apiVersion: 'x/v1',
        kind: 'Widget',
        metadata: { name: one('v', 'w'), labels: maybe(map()), annotations: maybe({}) },
        spec: maybe({
          replicas: one(0, 1, 2),
          containers: maybe([{ name: one('a', 'b'), image: one('i', 'j'), ports: maybe(ports()) }]),
          finalizers: maybe([one('a', 'b')]),
          strategy: maybe({ type: one('', 'x'), rolling: maybe({}) }),
          data: one(undefined, 'text', 7, { deep: map() }, [1], [2, 3]),
        }),
      }),
    ),
  )
}

const fieldsOf = (obj: unknown) => JSON.stringify(newObjectFields(widget, empty, obj))

test('fits() is true only of objects whose creator owns the same fields', () => {
  const rng = seededRng(11)
  let fitting = 0
  for (let i = 0; i < 4000; i++) {
    const [first, second] = [randomWidget(rng), randomWidget(rng)]
    const shape = shapeOf(node, empty, first) ?? assert.fail()
    assert.ok(fits(shape, first))
    if (!fits(shape, second)) continue
    fitting++
    assert.equal(fieldsOf(second), fieldsOf(first), JSON.stringify([first, second]))
  }
  assert.ok(fitting > 20, `${fitting} pairs of one shape`)
})

test('fits() sees other values of fields, and not other names of items and keys', () => {
  const pod = (name: string, image: string, labels: object) =>
    stored({ kind: 'Widget', metadata: { name, labels }, spec: { containers: [{ name: 'c', image }] } })
  const shape = shapeOf(node, empty, pod('p', 'i', { app: 'x' })) ?? assert.fail()
  assert.ok(fits(shape, pod('q', 'j', { app: 'y' })))
  assert.ok(!fits(shape, pod('p', 'i', { app: 'x', more: 'x' })))
  assert.ok(!fits(shape, pod('p', 'i', { tier: 'x' })))
  assert.ok(
    !fits(shape, stored({ kind: 'Widget', metadata: {}, spec: { containers: [{ name: 'd', image: 'i' }] } })),
  )
})

test('shapeOf() keeps no values of fields', () => {
  const secret = stored({ kind: 'Widget', metadata: { name: 'hidden', labels: { a: 'hidden' } } })
  assert.doesNotMatch(JSON.stringify(shapeOf(node, undefined, secret)), /hidden/)
})

test('creatorFields() gives one set to objects of one shape', () => {
  const finish = (all: object) => all as never
  const fields = (name: string, labels: object) =>
    creatorFields({
      schema: widget,
      empty,
      next: stored({ kind: 'Widget', metadata: { name, labels } }),
      ignored: undefined,
      finish,
    })
  const first = fields('one', { a: 'x' })
  assert.equal(fields('two', { a: 'y' }), first)
  assert.notEqual(fields('one', { b: 'x' }), first)
  for (let i = 0; i < 100; i++) fields('other', { [`k${i}`]: 'x' })
  assert.deepEqual(fields('one', { a: 'x' }), first)
})
