import assert from 'node:assert/strict'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { clusterAccess, KubeconfigError, parseKubeconfig, readKubeconfig } from './kubeconfig.ts'
import { makeKubeconfig, writeKubeconfig } from './kubeconfig-file.ts'

const made = makeKubeconfig({
  name: 'wherry',
  user: 'admin',
  server: 'https://127.0.0.1:6443',
  ca: 'CA',
  cert: 'CERT',
  key: 'KEY',
})

test('writeKubeconfig() writes a private file that readKubeconfig() reads back', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'wherry-'))
  const path = join(directory, 'kubeconfig')
  await writeKubeconfig(path, made)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readKubeconfig(path), made)
  assert.deepEqual(clusterAccess(made, { path }), {
    server: 'https://127.0.0.1:6443',
    tls: { ca: 'CA', cert: 'CERT', key: 'KEY' },
    namespace: 'default',
  })
  await rm(directory, { recursive: true })
})

test('clusterAccess() reads the files that the kubeconfig names, a token file each time', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'wherry-'))
  const path = join(directory, 'config')
  await writeFile(join(directory, 'ca.pem'), 'CA-FILE')
  await writeFile(join(directory, 'token'), 'one\n')
  const config = parseKubeconfig(
    `
clusters: [{name: c, cluster: {server: "https://h:1", certificate-authority: ca.pem, tls-server-name: k}}]
users: [{name: u, user: {tokenFile: token, token: not-this}}]
contexts: [{name: x, context: {cluster: c, user: u, namespace: n}}]
`,
    path,
  )
  const access = clusterAccess(config, { path, context: 'x' })
  assert.deepEqual(access.tls, { ca: 'CA-FILE', serverName: 'k' })
  assert.deepEqual([access.namespace, access.token?.()], ['n', 'one'])
  await writeFile(join(directory, 'token'), 'two\n')
  assert.equal(access.token?.(), 'two')
  await rm(directory, { recursive: true })
})

test('readKubeconfig() and clusterAccess() say in one line what is wrong', async () => {
  const is = (pattern: RegExp) => (error: unknown) =>
    error instanceof KubeconfigError && pattern.test(error.message) && !error.message.includes('\n')
  await assert.rejects(readKubeconfig('/nonexistent/config'), is(/^kubeconfig \/nonexistent\/config: ENOENT/))
  const cases: readonly [string, RegExp][] = [
    ['a: [', /^kubeconfig f: /],
    ['[]', /not a kubeconfig/],
    ['clusters: 3', /clusters is not a list/],
    ['{}', /no context is chosen/],
    ['current-context: x', /context "x" does not exist/],
    ['{current-context: x, contexts: [{name: x, context: {cluster: c}}]}', /cluster "c" does not exist/],
    [
      '{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "::"}}]}',
      /no valid server/,
    ],
    [
      '{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], users: [{name: u, user: {exec: {}}}], clusters: [{name: c, cluster: {server: "https://h"}}]}',
      /credential plugin/,
    ],
  ]
  for (const [text, pattern] of cases) {
    assert.throws(() => clusterAccess(parseKubeconfig(text, 'f'), { path: 'f' }), is(pattern), text)
  }
})
