import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalName, isLatest, parseReference, repositoryOf } from './reference.ts'

const digest = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

function check(
  image: string,
  expected: { repository: string; tag?: string; digest?: string; canonical: string },
): void {
  const { reference, error } = parseReference(image)
  assert.equal(error, undefined, image)
  assert.equal(repositoryOf(reference), expected.repository, image)
  assert.deepEqual([reference.tag, reference.digest], [expected.tag, expected.digest], image)
  assert.equal(canonicalName(reference), expected.canonical, image)
  assert.deepEqual(parseReference(canonicalName(reference)).error, undefined)
}

test('parseReference() fills in the defaults of Docker', () => {
  const root = 'docker.io/library/root'
  check('root', { repository: root, canonical: `${root}:latest` })
  check('root:tag', { repository: root, tag: 'tag', canonical: `${root}:tag` })
  check(`root@${digest}`, { repository: root, digest, canonical: `${root}@${digest}` })
  check('docker.io/root', { repository: root, canonical: `${root}:latest` })
  check('docker.io/library/root', { repository: root, canonical: `${root}:latest` })
  check('index.docker.io/root', { repository: root, canonical: `${root}:latest` })
  check('user/repo', { repository: 'docker.io/user/repo', canonical: 'docker.io/user/repo:latest' })
  check('user/repo:tag', {
    repository: 'docker.io/user/repo',
    tag: 'tag',
    canonical: 'docker.io/user/repo:tag',
  })
  check('url:5000/repo', { repository: 'url:5000/repo', canonical: 'url:5000/repo:latest' })
  check(`url:5000/repo:latest@${digest}`, {
    repository: 'url:5000/repo',
    tag: 'latest',
    digest,
    canonical: `url:5000/repo@${digest}`,
  })
  check('localhost/a/b', { repository: 'localhost/a/b', canonical: 'localhost/a/b:latest' })
  check('[::1]:5000/a', { repository: '[::1]:5000/a', canonical: '[::1]:5000/a:latest' })
  check('Uppercase.example/a', { repository: 'Uppercase.example/a', canonical: 'Uppercase.example/a:latest' })
  check('HOST/a', { repository: 'HOST/a', canonical: 'HOST/a:latest' })
  check('a__b/c--d.e_f:V1.2-x', {
    repository: 'docker.io/a__b/c--d.e_f',
    tag: 'V1.2-x',
    canonical: 'docker.io/a__b/c--d.e_f:V1.2-x',
  })
  check('registry.k8s.io/pause:3.10', {
    repository: 'registry.k8s.io/pause',
    tag: '3.10',
    canonical: 'registry.k8s.io/pause:3.10',
  })
})

test('parseReference() words its errors as upstream does', () => {
  const errors: Readonly<Record<string, RegExp>> = {
    ROOT: /^invalid reference format: repository name \(library\/ROOT\) must be lowercase$/,
    'http://root': /^invalid reference format$/,
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:
      /^invalid repository name \(e3b0.*b855\), cannot specify 64-byte hexadecimal strings$/,
    '': /^invalid reference format$/,
    'a:': /^invalid reference format$/,
    ':tag': /^invalid reference format$/,
    'a@sha256:12': /^invalid reference format$/,
    [`a@sha256:${'0'.repeat(40)}`]: /^invalid checksum digest length$/,
    [`a@sha999:${'0'.repeat(64)}`]: /^unsupported digest algorithm$/,
    [`a@sha256:${'A'.repeat(64)}`]: /^invalid checksum digest format$/,
    'a/../b': /^invalid reference format$/,
    '../b': /^invalid reference format$/,
    'a//b': /^invalid reference format$/,
    'a b': /^invalid reference format$/,
    'a\nb': /^invalid reference format$/,
    'a;b': /^invalid reference format$/,
    '-a': /^invalid reference format$/,
    '--flag/x.y': /^invalid reference format$/,
    [`a:${'t'.repeat(129)}`]: /^invalid reference format$/,
    ['a'.repeat(256)]: /^repository name must not be more than 255 characters$/,
  }
  for (const [image, expected] of Object.entries(errors))
    assert.match(parseReference(image).error ?? '', expected, image)
})

test('parseReference() is quick on a name made to backtrack', () => {
  assert.equal(parseReference(`${'a-'.repeat(100_000)}!`).error, 'invalid reference format')
  assert.equal(parseReference(`${'a'.repeat(500)}${'_-'.repeat(200)}!`).error, 'invalid reference format')
  assert.equal(parseReference(`${'a-'.repeat(50_000)}!.b/c`).error, 'invalid reference format')
})

test('isLatest() holds where the tag is latest or left out', () => {
  const latest = (image: string) => {
    const { reference } = parseReference(image)
    return reference !== undefined && isLatest(reference)
  }
  assert.deepEqual(['a', 'a:latest', 'a:1', `a@${digest}`, `a:latest@${digest}`].map(latest), [
    true,
    true,
    false,
    false,
    true,
  ])
})
