import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionalAnswer } from './conditional.ts'

const document = {
  bytes: () => Buffer.from('{}'),
  etag: 'A1',
  contentType: 'application/json',
  modifiedMs: Date.parse('2026-01-02T03:04:05.678Z'),
}

test('conditionalAnswer() sends the document to who does not have it', () => {
  for (const asked of [
    {},
    { 'if-none-match': '"B2"' },
    { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' },
    { 'if-modified-since': 'yesterday' },
    // The tag decides where both are given.
    { 'if-none-match': '"B2"', 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' },
  ]) {
    const { status, headers, body } = conditionalAnswer(document, asked)
    assert.deepEqual([status, headers.etag, String(body)], [200, '"A1"', '{}'])
    assert.equal(headers['last-modified'], 'Fri, 02 Jan 2026 03:04:05 GMT')
  }
})

test('conditionalAnswer() sends nothing to who has it', () => {
  for (const asked of [
    { 'if-none-match': '"A1"' },
    { 'if-none-match': '"B2", W/"A1"' },
    { 'if-none-match': '*' },
    { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' },
    { 'if-modified-since': 'Sat, 03 Jan 2026 00:00:00 GMT' },
  ]) {
    const { status, headers, body } = conditionalAnswer(document, asked)
    assert.deepEqual([status, headers.etag, headers.vary, String(body)], [304, '"A1"', 'Accept', ''])
  }
})
