// Volumes and environment of pods run by our kubelet in real containers.
import assert from 'node:assert/strict'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import type { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Secret } from '../../src/api/core/secret/secret.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { ServiceAccount } from '../../src/api/core/service-account/service-account.kind.ts'
import { sleep } from '../../src/base/clock.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { whyNoContainers } from './containerd-fixture.ts'
import { forever, KubeletFixture, shell } from './kubelet-fixture.ts'

const skip = await whyNoContainers()
const { signal } = new AbortController()
let kubelet: KubeletFixture

before(async () => {
  if (skip === false) kubelet = await KubeletFixture.start()
})
after(async () => await kubelet?.[Symbol.asyncDispose]())

const configMap = (name: string, data: Readonly<Record<string, string>>) =>
  kubelet.client.create(ConfigMap, { metadata: { name, namespace: 'default' }, data }, { signal })
const secret = (name: string, data: Readonly<Record<string, string>>) =>
  kubelet.client.create(
    Secret,
    {
      metadata: { name, namespace: 'default' },
      data: Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    },
    { signal },
  )

async function untilReads(pod: string, file: string, text: string): Promise<void> {
  const deadline = clock.monotonic() + 15_000
  for (;;) {
    const seen = await kubelet.exec(pod, 'main', 'cat', file)
    if (seen === text) return
    assert.ok(clock.monotonic() < deadline, `${file} is ${JSON.stringify(seen)}, not ${JSON.stringify(text)}`)
    await sleep(clock, 100, { signal })
  }
}

test('kubelet projects config maps and secrets and follows them live', { skip }, async () => {
  await configMap('settings', { color: 'red', 'dir.key': 'nested' })
  await secret('keys', { password: 'hunter2' })
  await kubelet.run('files', {
    securityContext: { fsGroup: 4242 },
    volumes: [
      {
        name: 'settings',
        configMap: {
          name: 'settings',
          items: [
            { key: 'color', path: 'a/color' },
            { key: 'dir.key', path: 'b', mode: 0o400 },
          ],
        },
      },
      { name: 'keys', secret: { secretName: 'keys', defaultMode: 0o440 } },
      { name: 'none', configMap: { name: 'absent', optional: true } },
    ],
    containers: [
      shell('main', forever, {
        volumeMounts: [
          { name: 'settings', mountPath: '/settings' },
          { name: 'keys', mountPath: '/keys' },
          { name: 'none', mountPath: '/none' },
          { name: 'settings', mountPath: '/one', subPath: 'a/color' },
        ],
      }),
    ],
  })
  await kubelet.ready('files')
  const sh = (line: string) => kubelet.exec('files', 'main', 'sh', '-c', line)
  assert.equal(await sh('cat /settings/a/color /settings/b /keys/password /one'), 'rednestedhunter2red')
  assert.equal(await sh('ls /none'), '')
  assert.equal((await sh('stat -Lc "%a %g" /keys/password')).trim(), '440 4242')
  assert.match(await sh('touch /settings/x'), /Read-only file system/)
  assert.match(await sh('mount'), /^tmpfs on \/keys type tmpfs \(ro/m)
  const ref = { namespace: 'default', name: 'settings' }
  await kubelet.client.patch(ConfigMap, ref, { type: 'merge', body: { data: { color: 'blue' } }, signal })
  await untilReads('files', '/settings/a/color', 'blue')
  // A part of a volume stays as it was mounted.
  assert.equal(await sh('cat /one'), 'red')
  await configMap('absent', { late: 'yes' })
  await untilReads('files', '/none/late', 'yes')
})

test('kubelet waits for what a volume needs', { skip }, async () => {
  await kubelet.run('waits', {
    volumes: [{ name: 'v', configMap: { name: 'later' } }],
    containers: [shell('main', forever, { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
  })
  await kubelet.event(
    'waits',
    'FailedMount: MountVolume.SetUp failed for volume "v" : configmap "later" not found',
  )
  const pod = await kubelet.get('waits')
  assert.equal(pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason, 'ContainerCreating')
  await configMap('later', { k: 'v' })
  await kubelet.ready('waits')
  await kubelet.run('bad-path', {
    volumes: [{ name: 'v', hostPath: { path: '/none-of-this', type: 'Directory' } }],
    containers: [shell('main', forever, { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
  })
  await kubelet.event(
    'bad-path',
    'FailedMount: MountVolume.SetUp failed for volume "v" : hostPath type check failed: /none-of-this is not a directory',
  )
})

test('kubelet makes empty directories on disk and in memory, and removes them', { skip }, async () => {
  const pod = await kubelet.run('scratch', {
    restartPolicy: 'Never',
    volumes: [
      { name: 'disk', emptyDir: {} },
      { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    ],
    containers: [
      shell('main', 'df -P /memory | tail -1; touch /disk/a /memory/b; stat -c %a /disk; sleep 1', {
        volumeMounts: [
          { name: 'disk', mountPath: '/disk' },
          { name: 'memory', mountPath: '/memory' },
        ],
      }),
    ],
  })
  await kubelet.phase('scratch', 'Succeeded')
  const log = await kubelet.log('scratch', 'main')
  assert.match(log, /^tmpfs\s+1024 /m)
  assert.match(log, /^777$/m)
  const deadline = clock.monotonic() + 10_000
  while ((await readdir(join(kubelet.rootDir, 'pods', pod.metadata.uid))).includes('volumes')) {
    assert.ok(clock.monotonic() < deadline, 'volumes of a pod that has ended stay')
    await sleep(clock, 50, { signal })
  }
})

test('kubelet does not let a sub-path lead out of its volume', { skip }, async () => {
  const host = join(kubelet.runtime.directory, 'escape')
  await mkdir(host)
  await writeFile(join(kubelet.runtime.directory, 'outside'), 'host')
  await symlink('..', join(host, 'up'))
  await kubelet.run('escape', {
    volumes: [{ name: 'v', hostPath: { path: host } }],
    containers: [
      shell('main', forever, { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'up/outside' }] }),
    ],
  })
  const pod = await kubelet.until(
    'escape',
    ({ status }: Pod) =>
      status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CreateContainerConfigError',
  )
  assert.equal(
    pod.status?.containerStatuses?.[0]?.state?.waiting?.message,
    'failed to prepare subPath for volumeMount "v" of container "main"',
  )
})

test('kubelet fills the environment from everywhere', { skip }, async () => {
  await configMap('env', { A: '1', B: '2' })
  await secret('env', { S: 's' })
  await kubelet.client.create(
    Service,
    { metadata: { name: 'my-db', namespace: 'default' }, spec: { ports: [{ port: 5432 }] } },
    { signal },
  )
  await kubelet.run('env', {
    restartPolicy: 'Never',
    enableServiceLinks: true,
    volumes: [{ name: 'data', emptyDir: {} }],
    containers: [
      shell('main', 'env; echo args $(NAME); ls /data/..', {
        envFrom: [{ configMapRef: { name: 'env' }, prefix: 'CM_' }],
        env: [
          { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'SECRET', valueFrom: { secretKeyRef: { name: 'env', key: 'S' } } },
          { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
          { name: 'BOTH', value: '$(NAME)-$(SECRET)' },
        ],
        resources: { limits: { memory: '64Mi' } },
        volumeMounts: [{ name: 'data', mountPath: '/data', subPathExpr: 'sub/$(NAME)' }],
      }),
    ],
  })
  const pod = await kubelet.phase('env', 'Succeeded')
  const log = await kubelet.log('env', 'main')
  for (const line of [
    'CM_A=1',
    'CM_B=2',
    'NAME=env',
    'NODE=test-node',
    'SECRET=s',
    'LIMIT=64',
    'BOTH=env-s',
    `IP=${pod.status?.podIP}`,
    'MY_DB_SERVICE_PORT=5432',
    'args env',
  ])
    assert.ok(log.split('\n').includes(line), `${line} is not in\n${log}`)
})

test('kubelet hands out tokens of service accounts and the pod about itself', { skip }, async () => {
  await kubelet.client.create(
    ServiceAccount,
    { metadata: { name: 'robot', namespace: 'default' } },
    { signal },
  )
  await configMap('kube-root-ca.crt', { 'ca.crt': 'CERT' })
  const created = await kubelet.run('token', {
    serviceAccountName: 'robot',
    volumes: [
      {
        name: 'api',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] },
            },
          ],
        },
      },
      {
        name: 'labels',
        downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] },
      },
    ],
    containers: [
      shell('main', forever, {
        securityContext: { runAsUser: 1000 },
        volumeMounts: [
          { name: 'api', mountPath: '/api' },
          { name: 'labels', mountPath: '/labels' },
        ],
      }),
    ],
  })
  await kubelet.ready('token')
  const read = (file: string) => kubelet.exec('token', 'main', 'cat', file)
  assert.equal(await read('/api/ca.crt'), 'CERT')
  assert.equal(await read('/api/namespace'), 'default')
  const [, claims = ''] = (await read('/api/token')).split('.')
  const token = JSON.parse(Buffer.from(claims, 'base64url').toString())
  assert.equal(token.sub, 'system:serviceaccount:default:robot')
  assert.equal(token['kubernetes.io'].pod.uid, created.metadata.uid)
  assert.equal((await kubelet.exec('token', 'main', 'stat', '-Lc', '%a %u', '/api/token')).trim(), '600 1000')
  const { Pod } = await import('../../src/api/core/pod/pod.kind.ts')
  const body = { metadata: { labels: { tier: 'web' } } }
  await kubelet.client.patch(Pod, { namespace: 'default', name: 'token' }, { type: 'merge', body, signal })
  await untilReads('token', '/labels/labels', 'tier="web"')
})
