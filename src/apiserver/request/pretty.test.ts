import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiRequest } from './api-request.ts'
import { parseTarget } from './path.ts'
import { prettied, wantsPretty } from './pretty.ts'
import { jsonBytes, text } from './respond.ts'

function asked(target: string, agent?: string): boolean {
  const http = { headers: { ...(agent && { 'user-agent': agent }) } } as unknown as ApiRequest['http']
  return wantsPretty({ query: parseTarget(target).query, http })
}

test('wantsPretty() goes by the query, then by the program that asks', () => {
  for (const value of ['1', 't', 'true', 'TRUE']) assert.ok(asked(`/api?pretty=${value}`), value)
  for (const agent of ['curl/8.1', 'Wget/1.2', 'Mozilla/5.0 (X11)']) {
    assert.ok(asked('/api', agent), agent)
    assert.ok(!asked('/api?pretty=false', agent), agent)
  }
  for (const agent of ['kubectl/v1.36.0', 'kube-curl/1', undefined])
    assert.ok(!asked('/api', agent), String(agent))
  assert.ok(!asked('/api?pretty=perhaps'))
})

test('prettied() indents JSON, keeps long numbers, and leaves streams and text alone', () => {
  const whole = jsonBytes([Buffer.from('{"a":[9007199254740993'), Buffer.from(',{}]}\n')])
  const { body } = prettied(whole)
  assert.equal(String(body), '{\n  "a": [\n    9007199254740993,\n    {}\n  ]\n}')
  const plain = text('{"a":1}')
  assert.equal(prettied(plain), plain)
  const stream = jsonBytes((async function* () {})())
  assert.equal(prettied(stream), stream)
})
