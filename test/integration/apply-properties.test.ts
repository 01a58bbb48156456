// What has to hold of server-side apply and of ownership for any object of any kind, with objects made from a seed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from '../../src/api/kinds.ts'
import { seededRng } from '../../src/base/rng.ts'
import { type ApplyRequest, applyConfig } from '../../src/machinery/apply/apply-config.ts'
import {
  type ApplyNode,
  applyNodeOf,
  itemElement,
  memberNode,
  nodeFor,
} from '../../src/machinery/apply/apply-schema.ts'
import {
  containsSet,
  difference,
  emptySet,
  type FieldSet,
  isEmpty,
  pathsOf,
  recursiveDifference,
  setOf,
} from '../../src/machinery/apply/field-set.ts'
import { fieldsOf } from '../../src/machinery/apply/fields-of.ts'
import { decodeOwners } from '../../src/machinery/apply/managers.ts'
import { fieldElement } from '../../src/machinery/apply/path-element.ts'
import { strip, updateManagedFields } from '../../src/machinery/apply/update-owners.ts'
import { isJsonObject } from '../../src/machinery/json-value.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { inOrder, type Plain, pickOne, randomObject, randomPart } from './apply-objects.ts'

const names = [
  'ConfigMap',
  'Pod',
  'Service',
  'Deployment',
  'Job',
  'NetworkPolicy',
  'Ingress',
  'ClusterRole',
  'Node',
  'PersistentVolume',
  'HorizontalPodAutoscaler',
  'EndpointSlice',
  'CronJob',
]
const tested = kinds.filter(
  ({ kind, storedAs, group }) => names.includes(kind) && storedAs === undefined && group !== 'events.k8s.io',
)
const rounds = 12
const time = '2026-01-01T00:00:00Z'

function contextOf(kind: Kind, subresource = '') {
  const status = setOf([fieldElement('status')])
  const rest = setOf([fieldElement('spec')], [fieldElement('metadata'), fieldElement('labels')])
  const has = kind.subresources?.some(({ name }) => name === 'status') === true
  const ignored = has ? (subresource === 'status' ? rest : status) : undefined
  return { schema: kind.schema, apiVersion: kind.apiVersion, subresource, time, ...(ignored && { ignored }) }
}

function apply(
  kind: Kind,
  live: Plain | undefined,
  request: Pick<ApplyRequest, 'config' | 'manager' | 'force'> & { readonly subresource?: string },
) {
  const { subresource, ...rest } = request
  const result = applyConfig({ ...contextOf(kind, subresource), kind: kind.kind, live, ...rest })
  const object = result.object as Plain
  const { managedFields } = result
  return {
    changed: result.changed,
    object: { ...object, metadata: { ...object.metadata, managedFields } } as Plain,
  }
}

function update(
  kind: Kind,
  live: Plain,
  {
    next,
    manager,
    subresource,
  }: { readonly next: Plain; readonly manager: string; readonly subresource?: string },
): Plain {
  const owned = {
    ...next,
    metadata: { ...next.metadata, managedFields: live.metadata?.managedFields },
  } as Plain
  const managedFields = updateManagedFields({
    ...contextOf(kind, subresource),
    old: live,
    next: owned,
    manager,
  })
  return { ...owned, metadata: { ...owned.metadata, managedFields } } as Plain
}

/** Every path of the object, containers among them. */
function allPaths(node: ApplyNode, value: unknown): FieldSet {
  const actual = nodeFor(node, value)
  const result: { [element: string]: FieldSet } = { '.': emptySet }
  if (Array.isArray(value) && (actual.kind === 'set' || actual.kind === 'keyed')) {
    for (const item of value) {
      const element = itemElement(actual, item)
      if (typeof element === 'string')
        result[element] = actual.kind === 'keyed' ? allPaths(actual.item(), item) : emptySet
    }
  } else if (isJsonObject(value) && (actual.kind === 'map' || actual.kind === 'struct')) {
    for (const key of Object.keys(value)) {
      const below = memberNode(actual, key)
      if (below !== undefined) result[fieldElement(key)] = allPaths(below, value[key])
    }
  }
  return Object.keys(result).length === 1 ? emptySet : result
}

/** Owners describe what is there and nothing else. */
function checkOwners(kind: Kind, obj: Plain): void {
  const owners = decodeOwners(obj.metadata?.managedFields)
  assert.ok(owners, 'the entries can be read')
  const there = allPaths(applyNodeOf(kind.schema), obj)
  for (const { manager, set, operation } of owners.values()) {
    const dangling = pathsOf(difference(set, there))
    assert.deepEqual(dangling, [], `${operation} of ${manager} owns what is not there`)
    assert.ok(!isEmpty(set), `${manager} owns something`)
  }
}

function ownedBy(obj: Plain, manager: string): FieldSet {
  for (const owner of decodeOwners(obj.metadata?.managedFields)?.values() ?? [])
    if (owner.manager === manager) return owner.set
  return emptySet
}

function appliedFields(kind: Kind, config: Plain, subresource = ''): FieldSet {
  const { ignored = emptySet } = contextOf(kind, subresource)
  return strip(recursiveDifference(fieldsOf(kind.schema, config), ignored))
}

for (const kind of tested) {
  test(`applyConfig() of ${kind.kind} owns what was applied, and does nothing when it is applied again`, () => {
    for (let seed = 1; seed <= rounds; seed++) {
      const rng = seededRng(seed)
      const whole = withoutIgnored(randomObject(kind, rng), '', kind)
      const config = randomPart(kind, whole, { rng, share: 0.8 })
      const first = apply(kind, undefined, { config, manager: 'a' })
      checkOwners(kind, first.object)
      assert.deepEqual(ownedBy(first.object, 'a'), appliedFields(kind, config), `seed ${seed}`)
      const second = apply(kind, first.object, { config, manager: 'a' })
      assert.equal(second.changed, false, `seed ${seed}`)
      assert.equal(JSON.stringify(second.object), JSON.stringify(first.object), `seed ${seed}`)
    }
  })

  test(`applyConfig() of ${kind.kind} by two managers that agree gives the same in either order`, () => {
    const node = applyNodeOf(kind.schema)
    for (let seed = 1; seed <= rounds; seed++) {
      const rng = seededRng(100 + seed)
      const whole = withoutIgnored(randomObject(kind, rng), '', kind)
      const [a, b] = [
        randomPart(kind, whole, { rng, share: 0.7 }),
        randomPart(kind, whole, { rng, share: 0.7 }),
      ]
      const ab = apply(kind, apply(kind, undefined, { config: a, manager: 'a' }).object, {
        config: b,
        manager: 'b',
      })
      const ba = apply(kind, apply(kind, undefined, { config: b, manager: 'b' }).object, {
        config: a,
        manager: 'a',
      })
      assert.deepEqual(
        inOrder(node, { ...ab.object, metadata: undefined }),
        inOrder(node, { ...ba.object, metadata: undefined }),
        `seed ${seed}`,
      )
      for (const [manager, config] of [
        ['a', a],
        ['b', b],
      ] as const) {
        assert.deepEqual(ownedBy(ab.object, manager), appliedFields(kind, config), `seed ${seed}`)
        assert.deepEqual(ownedBy(ba.object, manager), appliedFields(kind, config), `seed ${seed}`)
      }
      checkOwners(kind, ab.object)
      // One of them applies nothing any more: what is left is what the other applied.
      const bare = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: 'it' } }
      const left = apply(kind, ab.object, { config: bare, manager: 'b' }).object
      const alone = apply(kind, undefined, { config: a, manager: 'a' }).object
      assert.deepEqual(inOrder(node, left), inOrder(node, alone), `seed ${seed}`)
    }
  })

  test(`managedFields of ${kind.kind} describe the object after any series of writes`, () => {
    for (let seed = 1; seed <= rounds; seed++) {
      const rng = seededRng(1000 + seed)
      let live = apply(kind, undefined, {
        config: randomPart(kind, randomObject(kind, rng), { rng, share: 0.9 }),
        manager: 'a',
      }).object
      for (let step = 0; step < 8; step++) {
        const manager = pickOne(rng, ['a', 'b', 'c'])
        const subresource = pickOne(rng, ['', '', 'status'])
        const config = randomPart(kind, randomObject(kind, rng), { rng, share: 0.6 })
        const { ignored = emptySet } = contextOf(kind, subresource)
        if (pickOne(rng, [true, false])) {
          const kept = withoutIgnored(config, subresource, kind)
          const applied = apply(kind, live, { config: kept, manager, force: true, subresource })
          live = applied.object
          const owned = decodeOwners(live.metadata?.managedFields) ?? new Map()
          const own = [...owned.values()].find(
            (owner) =>
              owner.manager === manager && owner.operation === 'Apply' && owner.subresource === subresource,
          )
          assert.ok(
            containsSet(own?.set ?? emptySet, appliedFields(kind, kept, subresource)),
            `seed ${seed}, step ${step}`,
          )
        } else {
          const next = mixed(kind, live, { config, subresource })
          const before = live
          live = update(kind, before, { next, manager, subresource })
          const changed = difference(
            strip(recursiveDifference(fieldsOf(kind.schema, next), ignored)),
            fieldsOf(kind.schema, before),
          )
          const union = decodeOwners(live.metadata?.managedFields) ?? new Map()
          const own = [...union.values()].find(
            (owner) =>
              owner.manager === manager && owner.operation === 'Update' && owner.subresource === subresource,
          )
          assert.deepEqual(
            pathsOf(difference(changed, own?.set ?? emptySet)),
            [],
            `seed ${seed}, step ${step}: what is new belongs to its writer`,
          )
        }
        checkOwners(kind, live)
      }
    }
  })
}

/** What the server would put back is not sent: a spec to /status, a status to the object. */
function withoutIgnored(config: Plain, subresource: string, kind: Kind): Plain {
  if (contextOf(kind, subresource).ignored === undefined) return config
  const { status, ...rest } = config
  if (subresource !== 'status') return rest as Plain
  const { apiVersion, kind: type } = config
  return {
    apiVersion,
    kind: type,
    metadata: { name: 'it' },
    ...(status !== undefined && { status }),
  } as Plain
}

/** The live object with the parts of `config` that this way of writing may change. */
function mixed(
  kind: Kind,
  live: Plain,
  { config, subresource }: { readonly config: Plain; readonly subresource: string },
): Plain {
  const hasStatus = contextOf(kind, subresource).ignored !== undefined
  if (!hasStatus) return { ...live, ...config, metadata: { ...live.metadata, ...config.metadata } } as Plain
  const { status, spec, metadata, ...rest } = config
  if (subresource === 'status') return { ...live, ...(status !== undefined && { status }) } as Plain
  return {
    ...live,
    ...rest,
    ...(spec !== undefined && { spec }),
    metadata: { ...live.metadata, ...metadata },
  } as Plain
}
