import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatusError } from '../../machinery/status-error.ts'
import { parseQuery, parseTarget } from './path.ts'
import { requestInfo, selectedName } from './request-info.ts'

/** `verb group/version namespace resource/subresource name`. */
function info(method: string, target: string): string {
  const found = requestInfo(parseTarget(target), method)
  if (!found.isResource) return `${found.verb} ${found.path}`
  const { verb, group, version, namespace, resource, subresource, name } = found
  return [verb, `${group}/${version}`, namespace, `${resource}/${subresource}`, name].join(' ')
}

test('requestInfo() reads paths as upstream does', () => {
  const cases: [string, string, string][] = [
    ['GET', '/api/v1/pods', 'list /v1  pods/ '],
    ['GET', '/api/v1/namespaces/a/pods/b', 'get /v1 a pods/ b'],
    ['GET', '/api/v1/namespaces/a/pods/b/log', 'get /v1 a pods/log b'],
    ['POST', '/apis/apps/v1/namespaces/a/deployments', 'create apps/v1 a deployments/ '],
    ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection /v1 a pods/ '],
    ['GET', '/api/v1/namespaces', 'list /v1  namespaces/ '],
    ['GET', '/api/v1/namespaces/a', 'get /v1 a namespaces/ a'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update /v1 a namespaces/finalize a'],
    ['GET', '/api/v1/pods?watch=true', 'watch /v1  pods/ '],
    ['GET', '/api/v1/pods?watch=false', 'list /v1  pods/ '],
    ['GET', '/api/v1/pods?watch', 'watch /v1  pods/ '],
    ['GET', '/api/v1/watch/pods', 'watch /v1  pods/ '],
    ['GET', '/api/v1/namespaces/a/pods/', 'list /v1 a pods/ '],
    ['HEAD', '/api/v1/nodes/n%20x', 'get /v1  nodes/ n x'],
    ['GET', '/api/v1', 'get /api/v1'],
    ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
    ['GET', '/healthz', 'get /healthz'],
    ['GET', '/', 'get /'],
  ]
  for (const [method, target, expected] of cases) assert.equal(info(method, target), expected, target)
})

test('parseTarget() refuses what others would fold', () => {
  for (const target of [
    '/a/../b',
    '/a/%2e%2e',
    '/a/.',
    '/a%2fb',
    '/a/%2F',
    '//a',
    '/a//b',
    '/a/%',
    '/a%25b',
    'a',
    '',
    '/%0a',
  ]) {
    assert.throws(() => parseTarget(target), StatusError, target)
  }
})

test('parseQuery() keeps every value in order and decodes once', () => {
  const query = parseQuery('a=1&b=x+y&a=%26&c&=d&__proto__=e&%61=%2525')
  assert.deepEqual(
    [...query],
    [
      ['a', ['1', '&', '%25']],
      ['b', ['x y']],
      ['c', ['']],
      ['', ['d']],
      ['__proto__', ['e']],
    ],
  )
})

test('selectedName() is the one name that a list can be about', () => {
  assert.equal(selectedName('metadata.name=a', 'list'), 'a')
  assert.equal(selectedName('x=y,metadata.name==a', 'watch'), 'a')
  assert.equal(selectedName('metadata.name!=a', 'list'), '')
  assert.equal(selectedName('metadata.name=a', 'get'), '')
  assert.equal(selectedName('metadata.name=a/b', 'list'), '')
})
