import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../log.ts'
import { type LogFormat, logSink } from './log-sink.ts'

function logged(format: LogFormat): string {
  let out = ''
  const stream = { write: (text: string) => (out += text) }
  const write = logSink({ stream, format, now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) })
  const log = createLogger({ write }).named('kubelet').named('pods')
  log.debug('not shown')
  log.warn('pod is late', { pod: 'default/a"b', seconds: 3, gone: undefined })
  return out
}

test('logSink() writes klog text with quoted values', () => {
  assert.equal(
    logged('text'),
    'W0102 03:04:05.678000 kubelet.pods] "pod is late" pod="default/a\\"b" seconds=3\n',
  )
})

test('logSink() writes one JSON object a line', () => {
  assert.deepEqual(JSON.parse(logged('json')), {
    ts: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    level: 'warn',
    component: 'kubelet.pods',
    msg: 'pod is late',
    pod: 'default/a"b',
    seconds: 3,
  })
})
