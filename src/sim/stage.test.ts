import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pod } from '../api/core/pod/pod.kind.ts'
import type { Container } from '../api/core/pod/pod-container.schema.ts'
import { defaultStages, exitCodeAnnotation, runForAnnotation } from './default-stages.ts'
import { hash, parseDelay, type Stage, Stages } from './stage.ts'

function podOf(container: Container, metadata: object = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '', ...metadata },
    spec: { containers: [container] },
  }
}

function exitOf(command: readonly string[], metadata: object = {}): { ms: number; code: number } | undefined {
  const container = { name: 'c', command }
  const stages = new Stages(defaultStages, 1)
  const outcome = stages.outcome('exit', { pod: podOf(container, metadata), container, attempt: 0 })
  return outcome && { ms: outcome.delayMs, code: outcome.exitCode }
}

test('defaultStages read what a command will do', () => {
  const table: readonly (readonly [string[], { ms: number; code: number } | undefined])[] = [
    [['sleep', '30'], { ms: 30_000, code: 0 }],
    [['/bin/sleep', '0.5'], { ms: 500, code: 0 }],
    [['sh', '-c', 'sleep 2; exit 3'], { ms: 2000, code: 3 }],
    [['/bin/sh', '-c', 'exit 7'], { ms: 0, code: 7 }],
    [['false'], { ms: 0, code: 1 }],
    [['true'], { ms: 0, code: 0 }],
    [['sh', '-c', 'echo hello'], { ms: 0, code: 0 }],
    [['nginx', '-g', 'daemon off;'], undefined],
    [['sleep', 'infinity'], undefined],
    [[], undefined],
  ]
  for (const [command, expected] of table) assert.deepEqual(exitOf(command), expected, command.join(' '))
})

test('defaultStages obey annotations before commands', () => {
  const annotations = { [runForAnnotation]: '1m30s', [exitCodeAnnotation]: '2' }
  assert.deepEqual(exitOf(['sleep', '1'], { annotations }), { ms: 90_000, code: 2 })
  assert.deepEqual(exitOf(['sleep', '1'], { annotations: { [runForAnnotation]: 'soon' } }), {
    ms: 1000,
    code: 0,
  })
})

test('defaultStages let the pods of jobs end', () => {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'x', controller: true }
  const exit = exitOf(['work'], { ownerReferences: [owner] })
  assert.equal(exit?.code, 0)
  assert.ok((exit?.ms ?? 0) >= 1000 && (exit?.ms ?? 0) < 2000)
})

test('Stages takes the first stage that selects, and draws by the seed alone', () => {
  const rare: Stage = { name: 'rare', on: 'start', chance: 0.25, delay: { ms: 1 } }
  const usual: Stage = { name: 'usual', on: 'start', delay: { ms: 100, jitterMs: 100 } }
  const run = (seed: number) => {
    const stages = new Stages([rare, usual], seed)
    return Array.from({ length: 400 }, (_, i) => {
      const container = { name: 'c' }
      const outcome = stages.outcome('start', {
        pod: podOf(container, { uid: `u${i}` }),
        container,
        attempt: 0,
      })
      return `${outcome?.stage.name} ${outcome?.delayMs}`
    })
  }
  assert.deepEqual(run(1), run(1))
  assert.notDeepEqual(run(1), run(2))
  const share = run(1).filter((text) => text.startsWith('rare')).length / 400
  assert.ok(share > 0.18 && share < 0.32, String(share))
})

test('Stages selects by labels, node, container and image', () => {
  const stages = new Stages(
    [
      {
        name: 's',
        on: 'exit',
        selects: { labels: { a: 'b' }, node: 'n', container: 'c', image: /^web:/ },
        delay: { ms: 1 },
      },
    ],
    1,
  )
  const container = { name: 'c', image: 'web:1' }
  const fits = (metadata: object, spec: object) => {
    const base = podOf(container, metadata)
    return (
      stages.outcome('exit', { pod: { ...base, spec: { ...base.spec, ...spec } }, container, attempt: 0 }) !==
      undefined
    )
  }
  assert.equal(fits({ labels: { a: 'b' } }, { nodeName: 'n' }), true)
  assert.equal(fits({ labels: { a: 'b' } }, { nodeName: 'm' }), false)
  assert.equal(fits({}, { nodeName: 'n' }), false)
})

test('parseDelay reads durations', () => {
  assert.equal(parseDelay('1h2m3s4ms'), 3_723_004)
  assert.equal(parseDelay('1.5s'), 1500)
  assert.equal(parseDelay('5'), undefined)
  assert.equal(parseDelay(''), undefined)
})

test('hash spreads', () => {
  const buckets = new Array<number>(8).fill(0)
  for (let i = 0; i < 8000; i++) {
    const bucket = Math.floor((hash(`node-${i}`) / 2 ** 32) * 8)
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
  }
  for (const count of buckets) assert.ok(Math.abs(count - 1000) < 150, String(buckets))
})
