import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { specimen } from '../../api/specimen.ts'
import { danglingCondition, planConfiguration } from './flow-configuration.ts'

const schema = (name: string, level: string, own: object = {}) =>
  specimen(FlowSchema, {
    metadata: { name, uid: `${name}-uid` },
    spec: { priorityLevelConfiguration: { name: level }, ...own },
  }) as FlowSchema

const level = (
  name: string,
  spec: object = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
) =>
  specimen(PriorityLevelConfiguration, {
    metadata: { name, uid: `${name}-uid` },
    spec,
  }) as PriorityLevelConfiguration

test('planConfiguration() imagines what is mandatory', () => {
  const { schemas, levels } = planConfiguration([], [])
  assert.deepEqual(
    schemas.map(({ name, uid }) => [name, uid]),
    [
      ['exempt', ''],
      ['catch-all', ''],
    ],
  )
  assert.deepEqual([...levels.keys()], ['exempt', 'catch-all'])
  assert.equal(levels.get('exempt')?.exempt, true)
})

test('planConfiguration() takes the objects where they are there', () => {
  const exempt = level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 7 } })
  const { schemas, levels } = planConfiguration([schema('catch-all', 'catch-all')], [exempt])
  assert.deepEqual(levels.get('exempt'), {
    name: 'exempt',
    uid: 'exempt-uid',
    exempt: true,
    shares: { shares: 7, lendablePercent: 0, borrowingLimitPercent: undefined },
    queueing: { queues: 0, handSize: 0, queueLengthLimit: 0 },
  })
  assert.equal(schemas.at(-1)?.uid, 'catch-all-uid')
})

test('planConfiguration() leaves out schemas without a level, and levels whose parts do not fit', () => {
  const broken = [
    level('no-part', { type: 'Limited' }),
    level('too-wide', {
      type: 'Limited',
      limited: { limitResponse: { type: 'Queue', queuing: { queues: 2, handSize: 3 } } },
    }),
    level('exempt-by-another-name', { type: 'Exempt', exempt: {} }),
  ]
  const all = [
    schema('a', 'good'),
    schema('b', 'nowhere'),
    ...broken.map(({ metadata }) => schema('c', metadata.name)),
  ]
  const { schemas, levels } = planConfiguration(all, [level('good'), ...broken])
  assert.deepEqual(
    schemas.map(({ name }) => name),
    ['exempt', 'a', 'catch-all'],
  )
  assert.deepEqual([...levels.keys()], ['good', 'exempt', 'catch-all'])
})

test('danglingCondition() says something only where the status does not', () => {
  const fresh = schema('a', 'l')
  const condition = danglingCondition(fresh, true)
  assert.equal(
    condition?.message,
    'This FlowSchema references the PriorityLevelConfiguration object named "l" and it exists',
  )
  const told = {
    ...fresh,
    status: { conditions: [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }] },
  }
  assert.equal(danglingCondition(told as FlowSchema, true), undefined)
  assert.equal(danglingCondition(told as FlowSchema, false)?.status, 'True')
})
