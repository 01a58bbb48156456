// Pods in real containers, and every way into them, by each kubectl there is: newer ones stream over WebSocket, older ones
// over SPDY, and both must work.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startCluster, type TestCluster, type User } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'
import { runProgram } from '../oracles/run-program.ts'
import { noContainers } from './machine.ts'

const busybox = { image: 'busybox', imagePullPolicy: 'IfNotPresent' }
const transports = [
  { name: 'WebSocket', flag: 'true' },
  { name: 'SPDY', flag: 'false' },
] as const

function pod(name: string, command: string, more: object = {}): object {
  const containers = [{ name: 'main', ...busybox, command: ['sh', '-c', command] }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers, terminationGracePeriodSeconds: 1, ...more },
  }
}

describe('containers', { skip: noContainers }, () => {
  let cluster: TestCluster
  before(async () => {
    cluster = await startCluster({ runtime: 'containerd' })
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
  })

  const start = async (user: User, ...pods: readonly object[]) => {
    for (const body of pods) await user.ok(['create', '-f', '-'], { input: JSON.stringify(body) })
  }
  const phase = (user: User, name: string, wanted: string) =>
    user.ok(['wait', `--for=jsonpath={.status.phase}=${wanted}`, `pod/${name}`, '--timeout=60s'])
  const until = async (what: string, look: () => Promise<boolean>) => {
    for (let tries = 0; !(await look()); tries++) {
      assert.ok(tries < 120, what)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }

  for (const [index, program] of kubectls.entries()) {
    for (const { name: transport, flag } of transports) {
      test(`${program.name} over ${transport}: exec, cp, attach, port-forward`, async () => {
        const user = await cluster.user(program, `streams-${index}-${flag}`)
        const env = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: flag, KUBECTL_PORT_FORWARD_WEBSOCKETS: flag }
        await start(
          user,
          pod('p', 'mkdir /www; echo page > /www/index.html; httpd -p 8080 -h /www; cat; sleep 600', {}),
        )
        await user.ok(['wait', '--for=condition=Ready', 'pod/p', '--timeout=60s'])

        const { code, stdout, stderr } = await user.kubectl(
          ['exec', 'p', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3'],
          { env },
        )
        assert.deepEqual([code, stdout, stderr.split('\n')[0]], [3, 'out\n', 'err'])
        const input = 'x'.repeat(300_000)
        const echoed = await user.ok(['exec', '-i', 'p', '--', 'sh', '-c', 'wc -c; echo end'], { env, input })
        assert.match(echoed, /^\s*300000\nend\n$/)
        const big = await user.ok(
          [
            'exec',
            'p',
            '--',
            'sh',
            '-c',
            'yes | head -c 3000000 | tr -d "\\n" | wc -c; head -c 2000000 /dev/zero | tr "\\0" z',
          ],
          { env },
        )
        assert.equal(big.length, '1500000\n'.length + 2_000_000)
        const tty = await runProgram(
          'script',
          [
            '-qec',
            `${program.path} -n ${user.namespace} exec -it p -- sh -c 'tty && echo done'`,
            '/dev/null',
          ],
          {
            env: { ...cluster.env, ...env },
          },
        )
        assert.match(tty.stdout, /\/dev\/pts\/\d+\r?\n.*done/s)

        const file = cluster.file('sent.txt', 'carried over\n')
        await user.ok(['cp', file, 'p:/tmp/there.txt'], { env })
        await user.ok(['cp', 'p:/tmp/there.txt', join(cluster.home, 'back.txt')], { env })
        assert.equal(readFileSync(join(cluster.home, 'back.txt'), 'utf8'), 'carried over\n')

        const forward = user.start(['port-forward', 'pod/p', ':8080'], { env })
        const [, port] = await forward.seen(/127\.0\.0\.1:(\d+) -> 8080/)
        for (let i = 0; i < 3; i++)
          assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'page\n')
        await forward.stop()

        const interactive = pod('t', 'read line; echo "got $line"; sleep 2', {
          containers: [
            {
              name: 'main',
              ...busybox,
              stdin: true,
              stdinOnce: true,
              command: ['sh', '-c', 'read line; echo "got $line"'],
            },
          ],
          restartPolicy: 'Never',
        })
        await start(user, interactive)
        await user.ok(['wait', '--for=condition=Ready', 'pod/t', '--timeout=60s'])
        assert.match(await user.ok(['attach', '-i', 't'], { env, input: 'hello\n' }), /got hello/)
        await phase(user, 't', 'Succeeded')
      })
    }

    test(`${program.name}: logs, run, and what became of containers`, async () => {
      const user = await cluster.user(program, `logs-${index}`)
      await start(
        user,
        pod('count', 'for i in 1 2 3 4; do echo line $i; sleep 0.5; done', { restartPolicy: 'Never' }),
        pod('crash', 'echo attempt; exit 7'),
      )
      await until('count has begun', async () =>
        (await user.kubectl(['logs', 'count'])).stdout.includes('line 1'),
      )
      const followed = await user.ok(['logs', '-f', 'count'])
      assert.equal(followed, 'line 1\nline 2\nline 3\nline 4\n')
      assert.equal(await user.ok(['logs', '--tail=2', 'count']), 'line 3\nline 4\n')
      assert.equal(await user.ok(['logs', '--since=1h', '--limit-bytes=7', 'count']), 'line 1\n')
      await until('crash has restarted', async () => {
        const { status } = await user.json(['pod', 'crash'])
        return (status.containerStatuses?.[0]?.restartCount ?? 0) > 0
      })
      assert.equal(await user.ok(['logs', '--previous', 'crash']), 'attempt\n')
      const ran = await user.ok(
        [
          'run',
          'once',
          '-i',
          '--rm',
          '--restart=Never',
          '--image=busybox',
          '--image-pull-policy=IfNotPresent',
          '--',
          'cat',
        ],
        {
          input: 'through\n',
        },
      )
      assert.match(ran, /through/)
    })
  }

  test('a pod whose image or command is not there says so', async () => {
    const user = await cluster.user(kubectls[0] as (typeof kubectls)[0], 'broken')
    await start(
      user,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'noimage' },
        spec: { containers: [{ name: 'c', image: 'registry.invalid/none:1' }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'never' },
        spec: { containers: [{ name: 'c', image: 'registry.invalid/none:1', imagePullPolicy: 'Never' }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'nocommand' },
        spec: { containers: [{ name: 'c', ...busybox, command: ['/nothing'] }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'noconfig' },
        spec: { containers: [{ name: 'c', ...busybox, envFrom: [{ configMapRef: { name: 'absent' } }] }] },
      },
    )
    const reason = async (name: string) => {
      const { status } = await user.json(['pod', name])
      const { waiting, terminated } = status.containerStatuses?.[0]?.state ?? {}
      const last = status.containerStatuses?.[0]?.lastState?.terminated
      return [waiting?.reason, terminated?.reason, last?.reason, last?.exitCode].join(' ')
    }
    await until('noimage', async () => /ErrImagePull|ImagePullBackOff/.test(await reason('noimage')))
    await until('never', async () => (await reason('never')).includes('ErrImageNeverPull'))
    await until('nocommand', async () => /StartError 128/.test(await reason('nocommand')))
    await until('noconfig', async () => (await reason('noconfig')).includes('CreateContainerConfigError'))
    const events = await user.ok([
      'get',
      'events',
      '-o',
      'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}',
    ])
    assert.match(events, /Failed: Error: ErrImagePull/)
    assert.match(events, /Failed: Error: configmap "absent" not found/)
    await user.ok(['create', 'configmap', 'absent', '--from-literal=A=b'])
    await user.ok(['wait', '--for=jsonpath={.status.phase}=Running', 'pod/noconfig', '--timeout=60s'])
  })

  test('volumes: sources appear, change while the pod runs, and the token speaks for its account', async () => {
    const user = await cluster.user(kubectls[0] as (typeof kubectls)[0], 'volumes')
    await user.ok(['create', 'configmap', 'settings', '--from-literal=mode=first'])
    await user.ok(['create', 'secret', 'generic', 'key', '--from-literal=value=hidden'])
    await start(
      user,
      pod('v', 'sleep 600', {
        containers: [
          {
            name: 'main',
            ...busybox,
            command: ['sleep', '600'],
            env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            volumeMounts: [
              { name: 'settings', mountPath: '/settings' },
              { name: 'key', mountPath: '/key', readOnly: true },
              { name: 'scratch', mountPath: '/scratch' },
              { name: 'labels', mountPath: '/labels' },
            ],
          },
        ],
        volumes: [
          { name: 'settings', configMap: { name: 'settings' } },
          { name: 'key', secret: { secretName: 'key', defaultMode: 0o400 } },
          { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } },
          {
            name: 'labels',
            downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] },
          },
        ],
      }),
    )
    await user.ok(['wait', '--for=condition=Ready', 'pod/v', '--timeout=60s'])
    const read = (script: string) => user.ok(['exec', 'v', '--', 'sh', '-c', script])
    assert.equal(
      await read(
        'cat /settings/mode /key/value /labels/name; echo; stat -L -c %a /key/value; echo ok > /scratch/f && cat /scratch/f',
      ),
      'firsthiddenv\n400\nok\n',
    )
    await user.ok(['patch', 'configmap', 'settings', '-p', '{"data":{"mode":"second"}}'])
    await until('the config map is followed', async () => (await read('cat /settings/mode')) === 'second')
    const token = await read('cat /var/run/secrets/kubernetes.io/serviceaccount/token')
    const who = await user.ok([
      '--token',
      token,
      '--kubeconfig',
      cluster.strangerKubeconfig,
      'auth',
      'whoami',
      '-o',
      'jsonpath={.status.userInfo.username}',
    ])
    assert.equal(who, 'system:serviceaccount:volumes:default')
  })

  test('probes and hooks: readiness gates traffic, liveness restarts, init containers go first', async () => {
    const user = await cluster.user(kubectls[0] as (typeof kubectls)[0], 'probes')
    const exec = (command: string) => ({
      exec: { command: ['sh', '-c', command] },
      periodSeconds: 1,
      failureThreshold: 1,
    })
    await start(
      user,
      pod('ready', 'sleep 600', {
        initContainers: [
          {
            name: 'first',
            ...busybox,
            command: ['sh', '-c', 'echo made > /shared/file'],
            volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
          },
        ],
        containers: [
          {
            name: 'main',
            ...busybox,
            command: ['sleep', '600'],
            readinessProbe: exec('test -f /tmp/ready'),
            volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
          },
        ],
        volumes: [{ name: 'shared', emptyDir: {} }],
      }),
      pod('alive', 'touch /tmp/alive; sleep 600', {
        containers: [
          {
            name: 'main',
            ...busybox,
            command: ['sh', '-c', 'touch /tmp/alive; sleep 600'],
            livenessProbe: { ...exec('test -f /tmp/alive'), initialDelaySeconds: 1 },
          },
        ],
      }),
    )
    await phase(user, 'ready', 'Running')
    assert.equal(await user.ok(['exec', 'ready', '--', 'cat', '/shared/file']), 'made\n')
    assert.equal((await user.json(['pod', 'ready'])).status.containerStatuses[0].ready, false)
    await user.ok(['exec', 'ready', '--', 'touch', '/tmp/ready'])
    await user.ok(['wait', '--for=condition=Ready', 'pod/ready', '--timeout=30s'])
    await user.ok(['wait', '--for=condition=Ready', 'pod/alive', '--timeout=30s'])
    await user.ok(['exec', 'alive', '--', 'rm', '/tmp/alive'])
    await until(
      'alive is restarted',
      async () => (await user.json(['pod', 'alive'])).status.containerStatuses[0].restartCount > 0,
    )
    assert.match(
      await user.ok(['get', 'events', '-o', 'jsonpath={range .items[*]}{.reason} {end}']),
      /Unhealthy.*Killing|Killing.*Unhealthy/,
    )
  })
})
