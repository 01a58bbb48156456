import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PodSpec } from './pod.schema.ts'
import { isQuietSpec, isSoundSpec, noteQuiet, noteSound } from './pod.templates.ts'
import type { Volume } from './pod-volumes.schema.ts'

const tokenOf = (suffix: string) => `kube-api-access-${suffix}`

function specWith(token: string, more: { image?: string; volumes?: readonly Volume[] } = {}): PodSpec {
  const { image = 'app:1', volumes = [] } = more
  return {
    containers: [{ name: 'app', image, volumeMounts: [{ name: token, mountPath: '/token' }] }],
    volumes: [...volumes, { name: token, projected: { sources: [] } }],
  }
}

test('isSoundSpec knows a spec that differs only in the name of its token volume', () => {
  const first = specWith(tokenOf('aaaaa'))
  assert.equal(isSoundSpec(first), false)
  noteSound(first)
  assert.equal(isSoundSpec(first), true)
  assert.equal(isSoundSpec(specWith(tokenOf('bbbbb'))), true)
  assert.equal(isSoundSpec(specWith(tokenOf('bbbbb'), { image: 'app:2' })), false)
  assert.equal(isSoundSpec({ ...specWith(tokenOf('bbbbb')), hostNetwork: true }), false)
  const { volumes: _, ...without } = specWith(tokenOf('bbbbb'))
  assert.equal(isSoundSpec(without), false)
})

test('isSoundSpec is not deceived by token names elsewhere', () => {
  noteSound(specWith(tokenOf('ccccc'), { image: 'deceit:1' }))
  const mixed = specWith(tokenOf('ddddd'), { image: 'deceit:1' })
  const mounts = [{ name: tokenOf('ccccc'), mountPath: '/token' }]
  const [container] = mixed.containers
  assert.ok(container)
  assert.equal(isSoundSpec({ ...mixed, containers: [{ ...container, volumeMounts: mounts }] }), false)
  const badName = specWith('kube-api-access-TOKEN', { image: 'deceit:1' })
  assert.equal(isSoundSpec(badName), false, 'only names as the server makes them are alike')
  // The first has another volume by the very name that the second got for its token's.
  const other = [{ name: tokenOf('fffff'), emptyDir: {} }]
  noteSound(specWith(tokenOf('eeeee'), { image: 'deceit:2', volumes: other }))
  assert.equal(isSoundSpec(specWith(tokenOf('fffff'), { image: 'deceit:2', volumes: other })), false)
})

test('noteSound leaves out specs whose faults depend on the name of the pod', () => {
  const spec = specWith(tokenOf('ggggg'), {
    image: 'claims:1',
    volumes: [{ name: 'scratch', ephemeral: {} }],
  })
  noteSound(spec)
  assert.equal(isSoundSpec(spec), false)
})

test('isQuietSpec is told, and never taken for granted', () => {
  const spec = specWith(tokenOf('hhhhh'), { image: 'quiet:1' })
  noteQuiet(spec)
  assert.equal(isQuietSpec(spec), false, 'nobody has found it sound')
  noteSound(spec)
  assert.equal(isQuietSpec(spec), false)
  noteQuiet(spec)
  assert.equal(isQuietSpec(specWith(tokenOf('iiiii'), { image: 'quiet:1' })), true)
})

test('noteSound keeps a copy: what becomes of the spec later does not count', () => {
  const spec = specWith(tokenOf('jjjjj'), { image: 'copy:1' }) as {
    containers: { image: string }[]
  } & PodSpec
  noteSound(spec)
  const [container] = spec.containers
  assert.ok(container)
  container.image = 'copy:2'
  assert.equal(isSoundSpec(specWith(tokenOf('kkkkk'), { image: 'copy:1' })), true)
  assert.equal(isSoundSpec(specWith(tokenOf('kkkkk'), { image: 'copy:2' })), false)
})
