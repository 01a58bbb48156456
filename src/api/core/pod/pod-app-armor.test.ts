import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specimen } from '../../specimen.ts'
import { Pod } from './pod.kind.ts'
import { podWarnings } from './pod.warnings.ts'
import { appArmorPrefix, appArmorProfileOf } from './pod-app-armor.ts'

const deprecated = `metadata.annotations[${appArmorPrefix}c]: deprecated since v1.30; use the "appArmorProfile" field instead`

function created(
  annotation: string,
  { ofPod, own }: { readonly ofPod?: object; readonly own?: object } = {},
) {
  const pod = specimen(Pod, {
    metadata: { name: 'p', annotations: { [`${appArmorPrefix}c`]: annotation } },
    spec: {
      ...(ofPod && { securityContext: { appArmorProfile: ofPod } }),
      containers: [{ name: 'c', image: 'i', ...(own && { securityContext: { appArmorProfile: own } }) }],
    },
  } as object)
  Pod.strategy?.prepareForCreate?.(pod)
  const profile = pod.spec.containers[0]?.securityContext?.appArmorProfile
  return { profile, told: podWarnings(pod as Pod).filter((text) => text === deprecated).length }
}

test('appArmorProfileOf() knows what annotations could say', () => {
  assert.deepEqual(appArmorProfileOf('unconfined'), { type: 'Unconfined' })
  assert.deepEqual(appArmorProfileOf('localhost/mine'), { type: 'Localhost', localhostProfile: 'mine' })
  assert.equal(appArmorProfileOf('localhost/'), undefined)
  assert.equal(appArmorProfileOf('else'), undefined)
})

test('applyAppArmorAnnotations() puts them into fields that say nothing, and the client is told', () => {
  assert.deepEqual(created('runtime/default'), { profile: { type: 'RuntimeDefault' }, told: 1 })
  assert.deepEqual(created('nonsense'), { profile: undefined, told: 1 })
  const ofPod = { type: 'Unconfined' }
  assert.deepEqual(created('unconfined', { ofPod }), { profile: undefined, told: 0 })
  assert.deepEqual(created('runtime/default', { ofPod }), { profile: { type: 'RuntimeDefault' }, told: 1 })
  assert.deepEqual(created('runtime/default', { own: ofPod }), { profile: ofPod, told: 0 })
})
