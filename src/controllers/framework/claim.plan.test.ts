import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import { selectorFromSet } from '../../machinery/selectors/labels.ts'
import { planClaims } from './claim.plan.ts'
import { metaOf, podOf } from './test-objects.ts'

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: metaOf('rs') }
const stranger = { ...owner, metadata: metaOf('other') }
const selector = selectorFromSet({ app: 'web' })
const labels = { app: 'web' }
const mine = { ownerReferences: [controllerRef(owner, ReplicaSet)] }
const deletionTimestamp = '2026-01-01T00:00:00Z'

const candidates = [
  podOf('kept', { meta: { labels, ...mine } }),
  podOf('released', { meta: mine }),
  podOf('foreign', { meta: { labels, ownerReferences: [controllerRef(stranger, ReplicaSet)] } }),
  podOf('orphan', { meta: { labels } }),
  podOf('dying-orphan', { meta: { labels, deletionTimestamp } }),
  podOf('unrelated', {}),
]
const names = (plan: ReturnType<typeof planClaims>) =>
  [plan.kept, plan.adopt, plan.release].map((pods) => pods.map(({ metadata }) => metadata.name).join())

test('planClaims() keeps, adopts and releases by selector, and leaves what others manage', () => {
  assert.deepEqual(names(planClaims(owner, candidates, { selector })), ['kept', 'orphan', 'released'])
})

test('planClaims() changes nothing for an owner that is being deleted', () => {
  const dying = { ...owner, metadata: { ...owner.metadata, deletionTimestamp } }
  assert.deepEqual(names(planClaims(dying, candidates, { selector })), ['kept', '', ''])
})
