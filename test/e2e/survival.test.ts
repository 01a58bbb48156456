// What happens when parts are killed, and what is left when a cluster is taken down: containers outlive the node's agent,
// containerd and the supervisor; `down` leaves nothing behind. The demo holds twice.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort, startCluster, type TestCluster, temporaryDirectory, wherry } from '../oracles/cluster.ts'
import { noContainers } from './machine.ts'

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'web',
            image: 'busybox',
            imagePullPolicy: 'IfNotPresent',
            command: ['sh', '-c', 'mkdir /www; hostname > /www/index.html; exec httpd -f -p 8080 -h /www'],
            readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          },
        ],
      },
    },
  },
}

/** Processes with all of these in their command line. */
function processes(...parts: readonly string[]): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
        return parts.every((part) => line.includes(part))
      } catch {
        return false
      }
    })
    .map(Number)
}

const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8' })

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await look().catch(() => false)); tries++) {
    assert.ok(tries < 120, what)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

describe('survival', { skip: noContainers }, () => {
  let cluster: TestCluster | undefined
  const running = () => {
    assert.ok(cluster !== undefined)
    return cluster
  }
  before(async () => {
    cluster = await startCluster({ runtime: 'containerd' })
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
  })

  const restarts = async () => {
    const { items } = await running().admin.json(['pods', '-l', 'app=web'])
    return items.map(
      (pod: { metadata: { uid: string }; status: { containerStatuses: { restartCount: number }[] } }) => [
        pod.metadata.uid,
        pod.status.containerStatuses[0]?.restartCount,
      ],
    )
  }
  const answersAt = async (ip: string) => (await (await fetch(`http://${ip}`)).text()).startsWith('web-')

  test('containers outlive the agent, containerd and the server', async () => {
    const { admin, dataDir } = running()
    await admin.ok(['create', '-f', '-'], { input: JSON.stringify(web) })
    await admin.ok(['expose', 'deployment', 'web', '--port=80', '--target-port=8080'])
    await admin.ok(['rollout', 'status', 'deployment/web', '--timeout=60s'])
    const { clusterIP } = (await admin.json(['service', 'web'])).spec
    const answers = () => answersAt(clusterIP)
    await until('the service answers', answers)
    const before = await restarts()
    for (const [part, ...mark] of [
      ['agent', 'wherry.ts agent', dataDir],
      ['containerd', '/containerd ', `${dataDir}/containerd/config.toml`],
      ['server', 'wherry.ts server', dataDir],
    ] as const) {
      const [pid, ...more] = processes(...mark)
      assert.ok(pid !== undefined && more.length === 0, `one ${part}`)
      process.kill(pid, 'SIGKILL')
      assert.ok(await answers(), `the service answers while the ${part} is gone`)
      await until(`the ${part} is back`, async () => processes(...mark).some((other) => other !== pid))
    }
    await until('the cluster works again', async () => {
      await admin.ok(['scale', 'deployment', 'web', '--replicas=3'])
      const { status } = await admin.json(['deployment', 'web'])
      return status.readyReplicas === 3
    })
    const now = new Map(await restarts())
    for (const [uid, count] of before) assert.equal(now.get(uid), count, 'the same container goes on')
  })

  test('services: NodePort, session affinity, no endpoints, host ports', async () => {
    const { admin, home } = running()
    assert.ok(existsSync(home))
    const address = (await admin.json(['node'])).items[0].status.addresses[0].address
    await admin.ok([
      'expose',
      'deployment',
      'web',
      '--name=np',
      '--type=NodePort',
      '--port=80',
      '--target-port=8080',
    ])
    const port = (await admin.json(['service', 'np'])).spec.ports[0].nodePort
    await until('the NodePort answers', async () => (await fetch(`http://${address}:${port}`)).ok)

    await admin.ok([
      'expose',
      'deployment',
      'web',
      '--name=sticky',
      '--session-affinity=ClientIP',
      '--port=80',
      '--target-port=8080',
    ])
    const sticky = (await admin.json(['service', 'sticky'])).spec.clusterIP
    const names = new Set<string>()
    await until('the sticky service answers', async () => (await fetch(`http://${sticky}`)).ok)
    for (let i = 0; i < 12; i++)
      names.add(await (await fetch(`http://${sticky}`, { headers: { connection: 'close' } })).text())
    assert.equal(names.size, 1)

    await admin.ok(['create', 'service', 'clusterip', 'empty', '--tcp=80:80'])
    const empty = (await admin.json(['service', 'empty'])).spec.clusterIP
    const refused = async () => {
      const fault = await fetch(`http://${empty}`, { signal: AbortSignal.timeout(500) }).catch(
        (error: unknown) => error,
      )
      return (fault as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED'
    }
    await until('a service without endpoints refuses at once', refused)

    const hostPort = await freePort()
    const [container] = web.spec.template.spec.containers
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'host' },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ ...container, ports: [{ containerPort: 8080, hostPort }] }],
      },
    }
    await admin.ok(['create', '-f', '-'], { input: JSON.stringify(body) })
    await until(
      'the host port answers',
      async () => (await (await fetch(`http://${address}:${hostPort}`)).text()) === 'host\n',
    )
  })

  test('a pod reaches the API, names of services, and other pods by name', async () => {
    const { admin } = running()
    const script = [
      'nslookup kubernetes.default.svc.cluster.local | tail -n 3',
      'wget -q -O - http://web.default.svc.cluster.local',
      'T=/var/run/secrets/kubernetes.io/serviceaccount; test -s $T/ca.crt && test -s $T/token && echo mounted',
    ].join('; ')
    await admin.ok([
      'run',
      'asker',
      '--image=busybox',
      '--image-pull-policy=IfNotPresent',
      '--restart=Never',
      '--',
      'sh',
      '-c',
      script,
    ])
    await admin.ok(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/asker', '--timeout=60s'])
    const said = await admin.ok(['logs', 'asker'])
    assert.match(said, /10\.96\.0\.1[\s\S]*web-[\s\S]*mounted/)
  })

  test('wherry down leaves no process, mount, interface or rule behind', async () => {
    const { dataDir, up } = running()
    await up.stop()
    assert.ok(processes('containerd-shim', dataDir).length > 0, 'containers run on without wherry')
    const { code, stderr } = await wherry(['down', '--data-dir', dataDir])
    assert.equal(code, 0, stderr)
    assert.deepEqual(processes(dataDir), [])
    assert.doesNotMatch(readFileSync('/proc/self/mountinfo', 'utf8'), new RegExp(dataDir))
    assert.doesNotMatch(run('ip', 'link'), /wherry0/)
    assert.doesNotMatch(run('nft', 'list', 'tables'), /wherry/)
    assert.ok(existsSync(join(dataDir, 'store')), 'objects stay')
  })
})

describe('demo', { skip: noContainers }, () => {
  test('wherry demo holds twice in a row, and leaves nothing running', async () => {
    const dataDir = join(temporaryDirectory(), 'data')
    const args = ['demo', '--data-dir', dataDir, '--port', String(await freePort())]
    for (const turn of ['first', 'second']) {
      const { code, stdout, stderr } = await wherry(args, { timeoutMs: 180_000 })
      assert.equal(code, 0, `${turn}: ${stdout}\n${stderr}`)
      assert.equal(stdout.match(/^ok /gm)?.length, 8, stdout)
      assert.doesNotMatch(stdout, /FAILED/)
    }
    assert.deepEqual(processes(dataDir), [])
    await wherry(['down', '--data-dir', dataDir, '--purge'])
    assert.equal(existsSync(dataDir), false)
  })
})

describe('images', { skip: noContainers }, () => {
  test('wherry image load takes an archive, and says in one line what it cannot', async () => {
    await using cluster = await startCluster({ runtime: 'containerd' })
    const { dataDir, admin } = cluster
    const ctr = ['-a', join(dataDir, 'containerd', 'state', 'containerd.sock'), '-n', 'k8s.io', 'images']
    const archive = join(cluster.home, 'image.tar')
    run('ctr', ...ctr, 'tag', 'docker.io/library/busybox:latest', 'example.org/mine:1')
    run('ctr', ...ctr, 'export', archive, 'example.org/mine:1')
    run('ctr', ...ctr, 'rm', 'example.org/mine:1')
    const loaded = await wherry(['image', 'load', archive, '--data-dir', dataDir])
    assert.deepEqual([loaded.code, loaded.stdout], [0, 'example.org/mine:1\n'], loaded.stderr)
    await admin.ok([
      'run',
      'mine',
      '--image=example.org/mine:1',
      '--restart=Never',
      '--',
      'echo',
      'from my image',
    ])
    await admin.ok(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/mine', '--timeout=60s'])
    assert.equal(await admin.ok(['logs', 'mine']), 'from my image\n')
    for (const bad of [join(cluster.home, 'absent.tar'), cluster.file('text.tar', 'no archive at all')]) {
      const { code, stderr } = await wherry(['image', 'load', bad, '--data-dir', dataDir])
      assert.equal(code, 1)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
    }
  })
})
