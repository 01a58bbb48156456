import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDefaultRegistry, KeyringError, keyringOf, type PullSecret, urlsMatch } from './keyring.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

function configJson(auths: unknown): PullSecret {
  return {
    type: 'kubernetes.io/dockerconfigjson',
    data: new Map([['.dockerconfigjson', Buffer.from(JSON.stringify({ auths }))]]),
  }
}

function users(secrets: readonly PullSecret[], image: string): readonly string[] {
  return keyringOf(secrets)
    .lookup(image)
    .map(({ username, password }) => `${username}:${password}`)
}

const entry = (name: string) => ({ auth: base64(`${name}:secret`), email: 'foo@bar.baz' })

test('urlsMatch() compares port, each label and the path prefix', () => {
  const matching: readonly (readonly [string, string])[] = [
    ['*.kubernetes.io', 'prefix.kubernetes.io'],
    ['prefix.*.io', 'prefix.kubernetes.io'],
    ['prefix.kubernetes.*', 'prefix.kubernetes.io'],
    ['*-good.kubernetes.io', 'prefix-good.kubernetes.io'],
    ['*.kubernetes.io/blah', 'prefix.kubernetes.io/blah'],
    ['prefix.*.io/foo', 'prefix.kubernetes.io/foo/bar'],
    ['*.kubernetes.io:1111/blah', 'prefix.kubernetes.io:1111/blah'],
    ['prefix.*.io:1111/foo', 'prefix.kubernetes.io:1111/foo/bar'],
    ['a*b*c.io', 'aXbYc.io'],
    ['[::1]:5000', '[::1]:5000/x'],
  ]
  const other: readonly (readonly [string, string])[] = [
    ['*.kubernetes.io', 'kubernetes.io'],
    ['*.*.kubernetes.io', 'prefix.kubernetes.io'],
    ['*.*.kubernetes.io', 'kubernetes.io'],
    ['kubernetes.io', 'kubernetes.com'],
    ['k*.io', 'quay.io'],
    ['*.kubernetes.io:1234/blah', 'prefix.kubernetes.io:1111/blah'],
    ['prefix.*.io/foo', 'prefix.kubernetes.io:1111/foo/bar'],
    ['ab*ba.io', 'aba.io'],
    ['a*b.io', 'ab.evil.io'],
  ]
  for (const [glob, target] of matching) assert.equal(urlsMatch(glob, target), true, `${glob} ${target}`)
  for (const [glob, target] of other) assert.equal(urlsMatch(glob, target), false, `${glob} ${target}`)
})

test('Keyring.lookup() finds keys with a scheme, a glob, a port and a path', () => {
  const hits: readonly (readonly [string, string])[] = [
    ['https://hello.kubernetes.io', 'hello.kubernetes.io'],
    ['https://*.docker.io', 'prefix.docker.io'],
    ['https://prefix.*.io', 'prefix.docker.io'],
    ['https://prefix.docker.*', 'prefix.docker.io'],
    ['https://*.docker.io/path', 'prefix.docker.io/path'],
    ['https://prefix.*.io/path', 'prefix.docker.io/path/subpath'],
    ['https://*.docker.io:8888', 'prefix.docker.io:8888'],
    ['https://*.docker.io/path:1111', 'prefix.docker.io/path:1111'],
    ['https://*.docker.io/v1/', 'prefix.docker.io/path:1111'],
    ['https://*.docker.io/v2/', 'prefix.docker.io/path:1111'],
    ['prefix.docker.io:1111', 'prefix.docker.io:1111/path'],
    ['http://127.0.0.1:5000/', '127.0.0.1:5000/path'],
  ]
  for (const [key, image] of hits)
    assert.deepEqual(users([configJson({ [key]: entry('foo') })], `${image}/foo/bar`), ['foo:secret'], key)
})

test('Keyring.lookup() passes over keys of other registries', () => {
  const misses: readonly (readonly [string, string])[] = [
    ['https://hello.kubernetes.io', 'world.mesos.org/foo/bar'],
    ['https://*.docker.com', 'prefix.docker.io'],
    ['https://suffix.*.io', 'prefix.docker.io'],
    ['https://prefix.docker.c*', 'prefix.docker.io'],
    ['https://prefix.*.io/path:1111', 'prefix.docker.io/path/subpath:1111'],
    ['suffix.*.io', 'prefix.docker.io'],
    ['https://index.docker.io/v1/', 'world.mesos.org'],
    ['', 'registry.example/a'],
  ]
  for (const [key, image] of misses)
    assert.deepEqual(users([configJson({ [key]: entry('foo') })], `${image}/foo/bar`), [], key)
})

test('Keyring.lookup() gives Docker Hub its key, and other keys of it first', () => {
  const hub = configJson({ 'https://index.docker.io/v1/': entry('hub') })
  for (const image of ['google/docker-registry', 'jenkins', 'docker.io/library/nginx', 'index.docker.io/a/b'])
    assert.deepEqual(users([hub], image), ['hub:secret'], image)
  const both = configJson({ 'https://index.docker.io/v1/': entry('hub'), 'docker.io': entry('plain') })
  assert.deepEqual(users([both], 'docker.io/library/nginx'), ['plain:secret'])
})

test('Keyring.lookup() puts the most specific first and keeps every secret of a key', () => {
  const secrets = [
    configJson({ 'quay.io': entry('all'), 'quay.io/coreos': entry('coreos') }),
    configJson({ 'quay.io': entry('other') }),
  ]
  assert.deepEqual(users(secrets, 'quay.io/coreos/etcd'), ['coreos:secret', 'all:secret', 'other:secret'])
  assert.deepEqual(users(secrets, 'quay.io/else'), ['all:secret', 'other:secret'])
})

test('keyringOf() reads plain fields, passwords with colons, unpadded base64 and the old form', () => {
  const legacy: PullSecret = {
    type: 'kubernetes.io/dockercfg',
    data: new Map([
      ['.dockercfg', Buffer.from(JSON.stringify({ 'a.io': { username: 'u', password: 'p' } }))],
    ]),
  }
  assert.deepEqual(users([legacy], 'a.io/x'), ['u:p'])
  assert.deepEqual(users([configJson({ 'a.io': { auth: base64('u:p:q') } })], 'a.io/x'), ['u:p:q'])
  assert.deepEqual(users([configJson({ 'a.io': { auth: base64('u:p').replaceAll('=', '') } })], 'a.io/x'), [
    'u:p',
  ])
})

test('keyringOf() passes over other secrets and empty ones', () => {
  const opaque: PullSecret = {
    type: 'Opaque',
    data: new Map([['.dockerconfigjson', Buffer.from('not read')]]),
  }
  const empty: PullSecret = {
    type: 'kubernetes.io/dockerconfigjson',
    data: new Map([['.dockerconfigjson', new Uint8Array()]]),
  }
  assert.deepEqual(users([opaque, empty, configJson(undefined)], 'a.io/x'), [])
})

test('keyringOf() refuses malformed secrets without quoting them', () => {
  const raw = (json: string): PullSecret => ({
    type: 'kubernetes.io/dockerconfigjson',
    data: new Map([['.dockerconfigjson', Buffer.from(json)]]),
  })
  const bad = [
    raw('hunter2'),
    raw('"hunter2"'),
    configJson('hunter2'),
    configJson({ 'a.io': 'hunter2' }),
    configJson({ 'a.io': { auth: 7 } }),
    configJson({ 'a.io': { auth: base64('hunter2') } }),
    configJson({ 'a.io': { auth: 'hunter2!' } }),
  ]
  for (const secret of bad) {
    assert.throws(
      () => keyringOf([secret]),
      (error) => error instanceof KeyringError && !error.message.includes('hunter2'),
    )
  }
})

test('isDefaultRegistry() as upstream decides it', () => {
  for (const image of ['foo/bar', 'docker.io/foo/bar', 'index.docker.io/foo/bar', 'foo'])
    assert.equal(isDefaultRegistry(image), true, image)
  for (const image of ['', 'registry.tld/foo/bar', 'registry:5000/foo/bar', 'myhostdocker.io/foo/bar'])
    assert.equal(isDefaultRegistry(image), false, image)
})
