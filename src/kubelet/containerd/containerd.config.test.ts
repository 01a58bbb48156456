import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ContainerdConfigOptions, containerdConfig, containerdPaths } from './containerd.config.ts'
import { ContainerdError } from './containerd-error.ts'
import { registryHostFile } from './registry-hosts.ts'

const plain: ContainerdConfigOptions = {
  paths: containerdPaths('/data/containerd'),
  programs: {
    containerd: '/usr/bin/containerd',
    ctr: '/usr/bin/ctr',
    shim: '/usr/bin/containerd-shim-runc-v2',
    runc: '/usr/sbin/runc',
    cniBinDir: '/usr/lib/cni',
  },
  host: { snapshotter: 'overlayfs', apparmor: true, lowersOomScore: true, unprivilegedNetwork: true },
  sandboxImage: 'wherry.invalid/pause:1',
}

/** The configuration as a map from `table key` to the text of the value. */
function settings(options: ContainerdConfigOptions): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let table = ''
  for (const line of containerdConfig(options).split('\n')) {
    table = /^\[(.+)\]$/.exec(line)?.[1]?.replace('plugins."io.containerd.grpc.v1.cri"', 'cri') ?? table
    const [, key, value] = /^(\w+) = (.+)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) found.set(`${table} ${key}`.trim(), value)
  }
  return found
}

test('containerdConfig() keeps everything under the one directory', () => {
  const text = containerdConfig(plain)
  const paths = [...text.matchAll(/"(\/[^"]*)"/g)].map(([, path]) => path)
  const programs = ['/usr/sbin/runc', '/usr/lib/cni']
  assert.deepEqual(
    paths.filter((path) => !path?.startsWith('/data/containerd/') && !programs.includes(path ?? '')),
    [],
  )
  const found = settings(plain)
  assert.equal(found.get('version'), '2')
  assert.equal(found.get('grpc address'), '"/data/containerd/state/containerd.sock"')
  assert.equal(found.get('cri sandbox_image'), '"wherry.invalid/pause:1"')
  assert.equal(found.get('cri stream_server_address'), '"127.0.0.1"')
  assert.equal(found.get('cri.containerd.runtimes.runc.options SystemdCgroup'), 'false')
  assert.equal(found.get('cri.registry config_path'), '"/data/containerd/certs.d"')
  assert.equal(found.get('cri.cni bin_dir'), '"/usr/lib/cni"')
})

test('containerdConfig() asks of the machine only what it can do', () => {
  const keys = [
    'oom_score',
    'cri restrict_oom_score_adj',
    'cri disable_apparmor',
    'cri enable_unprivileged_ports',
  ]
  const of = (options: ContainerdConfigOptions) => keys.map((key) => settings(options).get(key))
  assert.deepEqual(of(plain), ['-999', 'false', 'false', 'true'])
  const host = {
    snapshotter: 'native',
    apparmor: false,
    lowersOomScore: false,
    unprivilegedNetwork: false,
  } as const
  assert.deepEqual(of({ ...plain, host }), ['0', 'true', 'true', 'false'])
  assert.equal(settings({ ...plain, host }).get('cri.containerd snapshotter'), '"native"')
  const programs = { ...plain.programs, cniBinDir: undefined }
  assert.equal(settings({ ...plain, programs }).get('cri.cni bin_dir'), '"/opt/cni/bin"')
})

test('containerdConfig() quotes what it is given', () => {
  const sandboxImage = 'a"\\b'
  assert.equal(settings({ ...plain, sandboxImage }).get('cri sandbox_image'), '"a\\"\\\\b"')
  assert.throws(() => containerdConfig({ ...plain, sandboxImage: 'a\n[evil]' }), ContainerdError)
})

test('containerdPaths() refuses directories that cannot work', () => {
  for (const directory of ['relative', '/with:colon', '/with,comma', '/new\nline', `/${'x'.repeat(90)}`])
    assert.throws(() => containerdPaths(directory), ContainerdError, directory)
  assert.equal(containerdPaths(`/${'x'.repeat(60)}`).socket.length, 1 + 60 + '/state/containerd.sock'.length)
})

test('registryHostFile() writes validated parts only', () => {
  assert.equal(
    registryHostFile({ host: 'registry.example:5000', url: 'http://127.0.0.1:5000/v2/', ca: '/x/ca.pem' }),
    'server = "http://127.0.0.1:5000"\n\n[host."http://127.0.0.1:5000"]\n  capabilities = ["pull", "resolve"]\n  ca = "/x/ca.pem"\n',
  )
  for (const host of ['..', '../x', 'a/b', '', 'a b', 'a"]', '-x', 'a:port'])
    assert.throws(() => registryHostFile({ host, url: 'http://a' }), ContainerdError, host)
  for (const url of ['', 'ftp://a', 'file:///etc/passwd', 'a']) {
    assert.throws(() => registryHostFile({ host: 'a', url }), ContainerdError, url)
  }
})
