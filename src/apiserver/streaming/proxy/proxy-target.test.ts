import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { rewrittenLocation } from './proxy-headers.ts'
import { parseProxyId, podTarget } from './proxy-target.ts'

test('parseProxyId() takes a name, a port and a scheme apart', () => {
  assert.deepEqual(parseProxyId('web', 'pod'), { scheme: '', name: 'web', port: '' })
  assert.deepEqual(parseProxyId('web:80', 'pod'), { scheme: '', name: 'web', port: '80' })
  assert.deepEqual(parseProxyId('https:web:http', 'service'), { scheme: 'https', name: 'web', port: 'http' })
  assert.deepEqual(parseProxyId('https:web:', 'service'), { scheme: 'https', name: 'web', port: '' })
  for (const id of ['', ':80', 'ftp:web:1', 'a:b:c:d', 'http::80'])
    assert.throws(() => parseProxyId(id, 'node'), { code: 400, message: `invalid node request "${id}"` }, id)
})

const pod = (ip: string, ports: number[] = []) =>
  ({
    spec: { containers: [{ ports: ports.map((containerPort) => ({ containerPort })) }] },
    status: { podIP: ip, podIPs: [{ ip }] },
  }) as unknown as Pod

test('podTarget() takes the port that was named, else the first declared, else the scheme’s', () => {
  const target = (id: string, ...ports: number[]) =>
    podTarget(parseProxyId(id, 'pod'), pod('10.0.0.1', ports))
  assert.deepEqual(target('web', 8080, 9090), { scheme: 'http', host: '10.0.0.1', port: 8080 })
  assert.deepEqual(target('web:9090', 8080), { scheme: 'http', host: '10.0.0.1', port: 9090 })
  assert.deepEqual(target('https:web:'), { scheme: 'https', host: '10.0.0.1', port: 443 })
  assert.equal(target('web').port, 80)
  for (const port of ['0', '65536', '-1', 'http', '1e3'])
    assert.throws(() => target(`web:${port}`), { code: 400 }, port)
})

test('podTarget() connects to no loopback, link-local or unspecified address, in any spelling (CVE-2020-8555)', () => {
  for (const ip of [
    '',
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'localhost',
  ])
    assert.throws(
      () => podTarget(parseProxyId('web', 'pod'), pod(ip)),
      { message: 'address not allowed' },
      ip,
    )
})

test('rewrittenLocation() keeps redirects within the backend and refuses others (CVE-2020-8559)', () => {
  const at = { origin: 'http://10.0.0.1:8080', path: '/a/b?x=1', prefix: '/p/proxy' }
  const check = (location: string, expected: string | undefined) =>
    assert.equal(rewrittenLocation(location, at), expected, location)
  check('/c?y=2#z', '/p/proxy/c?y=2#z')
  check('c', '/p/proxy/a/c')
  check('../../../../etc', '/p/proxy/etc')
  check('http://10.0.0.1:8080/d', '/p/proxy/d')
  for (const location of [
    'https://10.0.0.1:8080/d',
    'http://10.0.0.1/d',
    '//evil/x',
    'http://evil',
    'javascript:1',
    'http://[',
  ])
    check(location, undefined)
})
