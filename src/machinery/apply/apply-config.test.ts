import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../../base/rng.ts'
import { StatusError } from '../status-error.ts'
import { context, stored, type Widget, widget } from './apply.fixture.ts'
import { type ApplyRequest, applyConfig } from './apply-config.ts'
import { type FieldSet, hasPath, pathsOf, union } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import { updateManagedFields } from './update-owners.ts'

type Stored = Widget
type Spec = Record<string, unknown>

const base = { apiVersion: 'x/v1', kind: 'Widget', metadata: { name: 'a', namespace: 'n' } }

/** One apply, and the object as it would be stored after it. */
function apply(
  live: Stored | undefined,
  spec: Spec,
  more: Partial<ApplyRequest> & { manager: string },
): Stored {
  const config = { ...base, spec }
  const result = applyConfig({ ...context, kind: 'Widget', live: live as never, config, ...more })
  const object = stored(result.object as object)
  const entries = result.managedFields
  return {
    ...object,
    metadata: { ...object.metadata, uid: 'u', ...(entries && { managedFields: [...entries] }) },
  } as Stored
}

/** One plain write. */
function write(live: Stored, spec: Spec, manager: string): Stored {
  const next = stored({
    ...base,
    metadata: { ...base.metadata, uid: 'u', annotations: live.metadata.annotations },
    spec,
  })
  const entries = updateManagedFields({ ...context, old: live as never, next: next as never, manager })
  return {
    ...next,
    metadata: { ...next.metadata, ...(entries && { managedFields: [...entries] }) },
  } as Stored
}

function fieldsFor(obj: Stored, manager: string): string {
  return JSON.stringify(obj.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1)
}

test('applyConfig() creates and owns just what was applied', () => {
  const obj = apply(
    undefined,
    { replicas: 1, containers: [{ name: 'c', image: 'i' }], strategy: {} },
    { manager: 'me' },
  )
  assert.deepEqual(obj.spec, stored({ spec: { replicas: 1, containers: [{ name: 'c', image: 'i' }] } }).spec)
  assert.equal(
    fieldsFor(obj, 'me'),
    '{"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:name":{}}},"f:replicas":{},"f:strategy":{}}}',
  )
  assert.equal(obj.metadata.managedFields?.[0]?.operation, 'Apply')
})

test('applyConfig() removes what its manager does not apply any more', () => {
  let obj = apply(
    undefined,
    {
      replicas: 1,
      limits: { a: '1', b: '2' },
      containers: [{ name: 'c', image: 'i', tty: true }, { name: 'd' }],
    },
    { manager: 'me' },
  )
  obj = apply(obj, { limits: { a: '1' }, containers: [{ name: 'c', image: 'i' }] }, { manager: 'me' })
  assert.deepEqual(
    obj.spec,
    stored({ spec: { limits: { a: '1' }, containers: [{ name: 'c', image: 'i' }] } }).spec,
  )
  obj = apply(obj, {}, { manager: 'me' })
  assert.deepEqual(obj.spec, stored({}).spec)
  assert.equal(fieldsFor(obj, 'me'), '{"f:spec":{}}')
})

test('applyConfig() keeps what others own or nobody applied', () => {
  let obj = apply(undefined, { replicas: 1, containers: [{ name: 'c', image: 'i' }] }, { manager: 'me' })
  obj = apply(obj, { containers: [{ name: 'c', image: 'i' }, { name: 'd' }] }, { manager: 'you' })
  obj = write(obj, { ...obj.spec, paused: true }, 'writer')
  obj = apply(obj, { replicas: 1 }, { manager: 'me' })
  assert.deepEqual(obj.spec?.containers, [{ name: 'c', image: 'i' }, { name: 'd' }])
  assert.equal(obj.spec?.paused, true)
  assert.equal(fieldsFor(obj, 'me'), '{"f:spec":{"f:replicas":{}}}')
})

test('applyConfig() shares a field that two managers apply alike', () => {
  let obj = apply(undefined, { replicas: 1 }, { manager: 'me' })
  obj = apply(obj, { replicas: 1 }, { manager: 'you' })
  assert.equal(obj.metadata.managedFields?.length, 2)
  obj = apply(obj, {}, { manager: 'me' })
  assert.equal(obj.spec?.replicas, 1)
  assert.throws(() => apply(obj, { replicas: 2 }, { manager: 'me' }), StatusError)
})

test('applyConfig() reports conflicts in upstream words', () => {
  let obj = apply(undefined, { replicas: 1, containers: [{ name: 'c', image: 'i' }] }, { manager: 'me' })
  assert.throws(
    () => apply(obj, { replicas: 2 }, { manager: 'you' }),
    (error) => {
      assert(error instanceof StatusError)
      assert.equal(error.message, 'Apply failed with 1 conflict: conflict with "me": .spec.replicas')
      assert.equal(error.code, 409)
      assert.equal(error.reason, 'Conflict')
      assert.deepEqual(error.status.details?.causes, [
        { reason: 'FieldManagerConflict', message: 'conflict with "me"', field: '.spec.replicas' },
      ])
      return true
    },
  )
  obj = write(obj, { ...obj.spec, replicas: 5 }, 'kubectl-scale')
  assert.throws(
    () => apply(obj, { replicas: 2, containers: [{ name: 'c', image: 'j' }] }, { manager: 'you' }),
    {
      message:
        'Apply failed with 2 conflicts: conflicts with "kubectl-scale" using x/v1:\n- .spec.replicas\nconflicts with "me":\n- .spec.containers[name="c"].image',
    },
  )
})

test('applyConfig() takes fields over by force', () => {
  let obj = apply(undefined, { replicas: 1, paused: true }, { manager: 'me' })
  obj = apply(obj, { replicas: 2 }, { manager: 'you', force: true })
  assert.equal(obj.spec?.replicas, 2)
  assert.equal(fieldsFor(obj, 'me'), '{"f:spec":{"f:paused":{}}}')
  assert.equal(fieldsFor(obj, 'you'), '{"f:spec":{"f:replicas":{}}}')
})

test('applyConfig() treats atomic lists, maps and structs as one field', () => {
  let obj = apply(
    undefined,
    {
      selector: { matchLabels: { a: 'b' } },
      nodeSelector: { a: 'b' },
      containers: [{ name: 'c', args: ['x'] }],
    },
    { manager: 'me' },
  )
  const other = {
    selector: { matchLabels: { c: 'd' } },
    nodeSelector: { c: 'd' },
    containers: [{ name: 'c', args: ['y'] }],
  }
  assert.throws(() => apply(obj, other, { manager: 'you' }), /with 3 conflicts/)
  obj = apply(obj, other, { manager: 'you', force: true })
  assert.deepEqual(obj.spec?.selector, { matchLabels: { c: 'd' } })
  assert.deepEqual(obj.spec?.nodeSelector, { c: 'd' })
  assert.deepEqual(obj.spec?.containers, [{ name: 'c', args: ['y'] }])
})

test('applyConfig() conflicts over what is emptied, and what is left out stays', () => {
  const filled = { nodeSelector: { a: 'b' }, containers: [{ name: 'c', args: ['x'] }] }
  let obj = apply(undefined, filled, { manager: 'me' })
  const emptied = { nodeSelector: {}, containers: [{ name: 'c', args: [] }] }
  assert.throws(() => apply(obj, emptied, { manager: 'you' }), /with 2 conflicts/)
  obj = apply(obj, emptied, { manager: 'you', force: true })
  assert.deepEqual(obj.spec?.containers, [{ name: 'c' }])
  assert.equal(obj.spec?.nodeSelector, undefined)
  assert.equal(
    fieldsFor(obj, 'me'),
    '{"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:name":{}}}}}',
  )
})

test('applyConfig() merges sets and keyed lists, a missing key taking its default', () => {
  let obj = apply(
    undefined,
    {
      finalizers: ['a'],
      containers: [{ name: 'c', ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] }],
    },
    { manager: 'me' },
  )
  obj = apply(
    obj,
    {
      finalizers: ['b'],
      containers: [{ name: 'c', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }],
    },
    { manager: 'you' },
  )
  assert.deepEqual(obj.spec?.finalizers, ['a', 'b'])
  assert.deepEqual(obj.spec?.containers?.[0]?.ports, [
    { containerPort: 80, protocol: 'TCP', name: 'web' },
    { containerPort: 80, protocol: 'UDP' },
  ])
  obj = apply(obj, { containers: [{ name: 'c' }] }, { manager: 'me' })
  assert.deepEqual(obj.spec?.finalizers, ['b'])
})

test('applyConfig() keeps the configuration in its order and others in their places', () => {
  const names = (obj: Stored) => obj.spec?.containers?.map((container) => container.name).join('')
  const named = (text: string) => ({ containers: [...text].map((name) => ({ name })) })
  const cases: [string, string, string][] = [
    ['abc', 'cba', 'cba'],
    ['abc', 'bx', 'abcx'],
    ['abc', 'xyz', 'abcxyz'],
    ['abcd', 'dxa', 'bcdxa'],
    ['', 'ab', 'ab'],
  ]
  for (const [live, config, expected] of cases) {
    const obj = apply(undefined, named(live), { manager: 'you' })
    assert.equal(names(apply(obj, named(config), { manager: 'me' })), expected, `${live} ${config}`)
  }
})

test('applyConfig() gives an object without owners to before-first-apply', () => {
  const live = stored({
    ...base,
    metadata: { ...base.metadata, uid: 'u' },
    spec: { replicas: 1, paused: true },
  }) as Stored
  assert.throws(() => apply(live, { replicas: 2 }, { manager: 'me' }), {
    message: 'Apply failed with 1 conflict: conflict with "before-first-apply" using x/v1: .spec.replicas',
  })
  const obj = apply(live, { replicas: 1 }, { manager: 'me' })
  assert.equal(fieldsFor(obj, 'before-first-apply'), '{"f:spec":{"f:paused":{},"f:replicas":{}}}')
})

test('applyConfig() lets kubectl take over what its client-side apply set', () => {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
  const applied = { ...base, spec: { replicas: 1, paused: true } }
  const draft = stored({
    ...applied,
    metadata: { ...base.metadata, annotations: { [annotation]: JSON.stringify(applied) } },
  }) as Stored
  const entries = updateManagedFields({
    ...context,
    old: undefined,
    next: draft as never,
    manager: 'kubectl-client-side-apply',
  })
  const live = {
    ...draft,
    metadata: { ...draft.metadata, uid: 'u', managedFields: [...(entries ?? [])] },
  } as Stored
  assert.throws(() => apply(live, { replicas: 2 }, { manager: 'me' }), {
    message:
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using x/v1: .spec.replicas',
  })
  const obj = apply(live, { replicas: 2, limits: { a: '<&' } }, { manager: 'kubectl' })
  assert.equal(obj.spec?.replicas, 2)
  assert.equal(
    obj.metadata.annotations?.[annotation],
    '{"apiVersion":"x/v1","kind":"Widget","metadata":{"name":"a","namespace":"n"},"spec":{"limits":{"a":"\\u003c\\u0026"},"replicas":2}}\n',
  )
  const scaled = write(live, { ...live.spec, replicas: 7 }, 'kubectl-scale')
  assert.throws(() => apply(scaled, { replicas: 2, paused: false }, { manager: 'kubectl' }), {
    message: 'Apply failed with 1 conflict: conflict with "kubectl-scale" using x/v1: .spec.replicas',
  })
})

test('applyConfig() refuses configurations that do not fit', () => {
  const cases: [object, number, string][] = [
    [{ ...base, apiVersion: 'y/v1' }, 400, 'invalid object type: y/v1, Kind=Widget'],
    [{ ...base, kind: 'Gadget' }, 400, 'invalid object type: x/v1, Kind=Gadget'],
    [{ ...base, metadata: { name: 'a', managedFields: [] } }, 400, 'metadata.managedFields must be nil'],
    [
      { ...base, spec: { foo: 1 } },
      500,
      'failed to create typed patch object (n/a; x/v1, Kind=Widget): .spec.foo: field not declared in schema',
    ],
    [
      { ...base, spec: { replicas: 'x' } },
      500,
      'failed to create typed patch object (n/a; x/v1, Kind=Widget): .spec.replicas: expected numeric (int or float), got string',
    ],
    [
      { ...base, spec: { containers: [{ name: 'a' }, { name: 'a' }] } },
      500,
      'failed to create typed patch object (n/a; x/v1, Kind=Widget): .spec.containers: duplicate entries for key [name="a"]',
    ],
    [
      { ...base, spec: { containers: [{ image: 'a' }] } },
      500,
      'failed to create typed patch object (n/a; x/v1, Kind=Widget): .spec.containers: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
    [
      { ...base, spec: { paused: 1, limits: [] } },
      500,
      'failed to create typed patch object (n/a; x/v1, Kind=Widget): errors:\n  .spec.paused: expected boolean, got &{1}\n  .spec.limits: expected map, got &{[]}',
    ],
  ]
  for (const [config, code, message] of cases) {
    assert.throws(
      () => applyConfig({ ...context, kind: 'Widget', live: undefined, config, manager: 'me' }),
      (error) => {
        assert(error instanceof StatusError)
        assert.deepEqual([error.code, error.message], [code, message])
        return true
      },
    )
  }
})

test('applyConfig() keeps hostile keys as data', () => {
  const limits = JSON.parse('{"__proto__":"x","constructor":"y"}')
  let obj = apply(undefined, { limits }, { manager: 'me' })
  obj = apply(obj, { limits: { b: 'c' } }, { manager: 'you' })
  assert.deepEqual(Object.keys(obj.spec?.limits ?? {}), ['__proto__', 'constructor', 'b'])
  obj = apply(obj, {}, { manager: 'me' })
  assert.deepEqual(obj.spec?.limits, { b: 'c' })
})

const pick = <T>(rng: Rng, items: readonly T[]): T => items[randomInt(rng, items.length)] as T

function randomSpec(rng: Rng, names: readonly string[], value: string): Spec {
  const some = () => names.filter(() => randomInt(rng, 2) === 0)
  const container = (name: string) => ({
    name,
    ...(randomInt(rng, 2) && { image: value }),
    ...(randomInt(rng, 3) === 0 && { args: [value] }),
    ...(randomInt(rng, 2) && {
      ports: [80, 81]
        .slice(randomInt(rng, 3))
        .map((containerPort) => ({ containerPort, ...(randomInt(rng, 2) && { name: value }) })),
    }),
  })
  return {
    ...(randomInt(rng, 2) && { limits: Object.fromEntries(['x', ...some()].map((name) => [name, value])) }),
    ...(randomInt(rng, 2) && { finalizers: some() }),
    ...(randomInt(rng, 2) && { containers: some().map(container) }),
    ...(randomInt(rng, 4) === 0 && { data: { [value]: { [pick(rng, names)]: value } } }),
  }
}

/** Every owned path is one that the object has. */
function assertOwnedExists(obj: Stored, note: string): void {
  const entries = obj.metadata.managedFields ?? []
  const owned = entries.map((entry) => entry.fieldsV1 as FieldSet).reduce(union, {})
  const plain = { ...obj, metadata: { ...obj.metadata, managedFields: undefined } }
  const there = fieldsOf(widget, JSON.parse(JSON.stringify(plain)))
  const leavesThere = pathsOf(there).map((path) => path.join(' '))
  for (const path of pathsOf(owned)) {
    const text = path.join(' ')
    const found =
      hasPath(there, path) ||
      leavesThere.some((other) => other.startsWith(`${text} `)) ||
      text.endsWith('f:strategy')
    assert(found || isEmptyContainer(obj, path), `${note}: ${text} is owned but not there`)
  }
}

/** A manager may own a list or map that it applied as empty, which is not stored. */
function isEmptyContainer(obj: Stored, path: readonly string[]): boolean {
  return (
    path[0] === 'f:spec' &&
    path.length === 2 &&
    (obj.spec as Spec)[(path[1] as string).slice(2)] === undefined
  )
}

test('applyConfig() twice changes nothing', () => {
  for (let seed = 0; seed < 150; seed++) {
    const rng = seededRng(seed)
    let obj: Stored | undefined
    for (let step = 0; step < 6; step++) {
      const manager = pick(rng, ['a', 'b', 'c'])
      const spec = randomSpec(rng, ['x', 'y', 'z'], pick(rng, ['1', '2']))
      obj =
        randomInt(rng, 4) === 0 && obj
          ? write(obj, spec, manager)
          : apply(obj, spec, { manager, force: true })
      assertOwnedExists(obj, `seed ${seed} step ${step}`)
      const after = apply(obj, spec, { manager, force: true })
      const settled = apply(after, spec, { manager, force: true, time: '2027-01-01T00:00:00Z' })
      assert.deepEqual(settled, after, `seed ${seed} step ${step}`)
      assertOwnedExists(after, `seed ${seed} step ${step} again`)
      obj = after
    }
  }
})

test('applyConfig() gives the same result whichever of two managers without conflict comes first', () => {
  const sorted = (obj: Stored) => ({
    fields: obj.metadata.managedFields?.map((entry) => [entry.manager, entry.fieldsV1]).sort(),
    limits: obj.spec?.limits && Object.entries(obj.spec.limits).sort(),
    finalizers: obj.spec?.finalizers?.toSorted(),
    containers: obj.spec?.containers
      ?.map((container) => ({
        ...container,
        ports: container.ports?.toSorted((p, q) => p.containerPort - q.containerPort),
      }))
      .sort((p, q) => (p.name < q.name ? -1 : 1)),
    data: JSON.stringify(obj.spec?.data),
  })
  for (let seed = 0; seed < 200; seed++) {
    const rng = seededRng(1000 + seed)
    const left = randomSpec(rng, ['x', 'y', 'z'], '1')
    const right = randomSpec(rng, ['x', 'y', 'z', 'w'], '1')
    if (left.data !== undefined && right.data !== undefined) continue
    const one = apply(apply(undefined, left, { manager: 'a' }), right, { manager: 'b' })
    const two = apply(apply(undefined, right, { manager: 'b' }), left, { manager: 'a' })
    assert.deepEqual(sorted(one), sorted(two), `seed ${seed}`)
  }
})
