import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, stored, type Widget } from './apply.fixture.ts'
import { setOf } from './field-set.ts'
import type { ManagedFieldsEntry } from './managers.ts'
import { type UpdateRequest, updateManagedFields } from './update-owners.ts'

type Entries = readonly ManagedFieldsEntry[] | undefined

/** Entries as `manager/operation[/subresource] fields`. */
function show(entries: Entries): string[] {
  return (entries ?? []).map(({ manager, operation, subresource, fieldsV1 }) => {
    const where = subresource === undefined ? '' : `/${subresource}`
    return `${manager}/${operation}${where} ${JSON.stringify(fieldsV1)}`
  })
}

function withEntries(
  obj: Widget,
  entries: Entries,
): Widget & { metadata: { managedFields?: ManagedFieldsEntry[] } } {
  return { ...obj, metadata: { ...obj.metadata, uid: 'u', ...(entries && { managedFields: [...entries] }) } }
}

function update(
  old: object | undefined,
  next: object,
  more: Partial<UpdateRequest> & { manager: string },
): Entries {
  return updateManagedFields({ ...context, old: old as never, next: next as never, ...more })
}

const base = { apiVersion: 'x/v1', kind: 'Widget', metadata: { name: 'a', labels: { app: 'x' } } }
const first = stored({
  ...base,
  spec: {
    replicas: 1,
    containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }],
    finalizers: ['f'],
    selector: { matchLabels: { a: 'b' } },
  },
})

test('updateManagedFields() gives a new object to its creator as upstream does', () => {
  assert.deepEqual(show(update(undefined, first, { manager: 'me' })), [
    'me/Update {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{".":{},"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{}}}}},"f:finalizers":{".":{},"v:\\"f\\"":{}},"f:replicas":{},"f:selector":{}}}',
  ])
})

test('updateManagedFields() moves what changes and forgets what goes', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  const next = stored({
    ...base,
    metadata: { name: 'a' },
    spec: { ...first.spec, replicas: 2, paused: true },
  })
  const entries = update(owned, withEntries(next, undefined), {
    manager: 'you',
    time: '2026-01-02T00:00:00Z',
  })
  assert.equal(show(entries)[1], 'you/Update {"f:spec":{"f:paused":{},"f:replicas":{}}}')
  assert.equal(entries?.[1]?.time, '2026-01-02T00:00:00Z')
  const mine = JSON.stringify(entries?.[0])
  assert.equal(mine.includes('f:replicas'), false)
  assert.equal(mine.includes('f:labels'), false)
  assert.equal(mine.includes('f:containers'), true)
})

test('updateManagedFields() keeps one entry a manager, with the time of its last change', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  const next = withEntries(stored({ ...base, spec: { ...first.spec, replicas: 2 } }), undefined)
  const entries = update(owned, next, { manager: 'me', time: '2026-01-02T00:00:00Z' })
  assert.equal(entries?.length, 1)
  assert.equal(entries?.[0]?.time, '2026-01-02T00:00:00Z')
  assert.equal(entries?.[0]?.fieldsV1, owned.metadata.managedFields?.[0]?.fieldsV1)
})

test('updateManagedFields() gives back the stored list where nothing that is owned changed', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  const again = { ...withEntries(structuredClone(first), undefined) }
  assert.equal(update(owned, again, { manager: 'you' }), owned.metadata.managedFields)
  const bumped = { ...again, metadata: { ...again.metadata, resourceVersion: '7', generation: 3 } }
  assert.equal(update(owned, bumped, { manager: 'you' }), owned.metadata.managedFields)
})

test('updateManagedFields() keeps subresources apart and takes no managedFields through them', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  const next = { ...withEntries({ ...first, status: { ready: 1 } }, []) }
  const ignored = setOf(['f:spec'])
  const entries = update(owned, next, { manager: 'me', subresource: 'status', ignored })
  assert.equal(show(entries)[1], 'me/Update/status {"f:status":{"f:ready":{}}}')
  assert.equal(entries?.length, 2)
})

test('updateManagedFields() owns nothing that the write resets', () => {
  const next = { ...first, status: { ready: 1 } }
  const entries = update(undefined, next, { manager: 'me', ignored: setOf(['f:status']) })
  assert.equal(JSON.stringify(entries).includes('status'), false)
})

test('updateManagedFields() forgets owners when asked to, and tracks no further', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  const reset = withEntries(first, [{}])
  assert.equal(update(owned, reset, { manager: 'me' }), undefined)
  const untracked = withEntries(first, undefined)
  const next = withEntries({ ...first, spec: { ...first.spec, replicas: 9 } }, undefined)
  assert.equal(update(untracked, next, { manager: 'me' }), undefined)
})

test('updateManagedFields() ignores malformed managedFields of a request', () => {
  const owned = withEntries(first, update(undefined, first, { manager: 'me' }))
  for (const entry of [
    { manager: 'x', operation: 'Update' },
    { ...owned.metadata.managedFields?.[0], fieldsV1: { bad: {} } },
  ]) {
    assert.equal(update(owned, withEntries(first, [entry]), { manager: 'me' }), owned.metadata.managedFields)
  }
})

test('updateManagedFields() joins the oldest of more than ten updaters', () => {
  let obj = withEntries(first, update(undefined, first, { manager: 'm0' }))
  for (let i = 1; i <= 14; i++) {
    const labels = { ...obj.metadata.labels, [`l${i}`]: 'x' }
    const next = { ...obj, metadata: { ...obj.metadata, labels } }
    const time = new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString().replace('.000', '')
    obj = withEntries(next, update(obj, next, { manager: `m${i}`, time }))
  }
  const entries = obj.metadata.managedFields ?? []
  assert.equal(entries.length, 10)
  const bucket = entries.find((entry) => entry.manager === 'ancient-changes')
  assert.equal(JSON.stringify(bucket).includes('f:l4'), true)
  assert.equal(JSON.stringify(bucket).includes('f:l6'), false)
  assert.equal(bucket?.time, '2026-01-01T00:00:05Z')
})

test('updateManagedFields() drops owners of versions that are gone, and asks views for the others', () => {
  const old = withEntries(first, [
    {
      manager: 'a',
      operation: 'Update',
      apiVersion: 'x/v0',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } },
    },
    {
      manager: 'b',
      operation: 'Update',
      apiVersion: 'x/gone',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:paused': {} } },
    },
  ])
  const next = withEntries({ ...first, spec: { ...first.spec, replicas: 2 } }, undefined)
  const same = (obj: unknown) => obj
  const versions = (apiVersion: string) =>
    apiVersion === 'x/v0' ? { schema: context.schema, toVersion: same, fromVersion: same } : undefined
  assert.deepEqual(
    show(update(old, next, { manager: 'c', versions })),
    ['c/Update {"f:spec":{"f:replicas":{}}}', 'a/Update {"f:spec":{"f:paused":{}}}'].reverse(),
  )
})

test('updateManagedFields() looks into untyped data, and keeps hostile keys as data', () => {
  const data = JSON.parse('{"__proto__":{"polluted":1},"list":[1],"s":"x"}')
  const obj = stored({ ...base, spec: { data } })
  const entries = update(undefined, obj, { manager: 'me' })
  assert.match(
    JSON.stringify(entries),
    /"f:data":\{"\.":\{\},"f:__proto__":\{"\.":\{\},"f:polluted":\{\}\},"f:list":\{\},"f:s":\{\}\}/,
  )
  const owned = withEntries(obj, entries)
  const next = withEntries(stored({ ...base, spec: { data: { ...data, s: { t: 1 } } } }), undefined)
  assert.match(show(update(owned, next, { manager: 'you' }))[1] ?? '', /"f:s":\{"\.":\{\},"f:t":\{\}\}/)
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})
