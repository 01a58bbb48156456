// Workloads in real containers, each as its users see it: stateful sets with names, daemons on the host's network, jobs, limits,
// identities and hooks, terminals, whole directories copied, a chart installed by helm from a loaded image.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Json, root, startCluster, type TestCluster, type User, wherry } from '../oracles/cluster.ts'
import { kubectl35, kubectls } from '../oracles/programs.ts'
import { type Running, startProgram } from '../oracles/run-program.ts'
import { noContainers } from './machine.ts'

const fast = '--timeout=60s'
const words = (text: string) => text.split(' ')

/** A container of the image that every node has. */
function container(command: readonly string[], more: object = {}): Json {
  return { name: 'main', image: 'busybox', imagePullPolicy: 'IfNotPresent', command, ...more }
}

const shell = (script: string, more: object = {}) => container(['sh', '-c', script], more)

function podOf(name: string, main: Json, spec: object = {}): Json {
  const fields = { terminationGracePeriodSeconds: 1, containers: [main], ...spec }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: fields }
}

function workload(kind: string, name: string, main: Json, more: { spec?: object; pod?: object } = {}): Json {
  const labels = { app: name }
  const pod = { terminationGracePeriodSeconds: 1, containers: [main], ...more.pod }
  const template = { metadata: { labels }, spec: pod }
  const selector = kind === 'Job' ? {} : { selector: { matchLabels: labels } }
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1'
  return { apiVersion, kind, metadata: { name }, spec: { ...selector, template, ...more.spec } }
}

/** A docker-archive of an image whose default command serves a page on port 80. */
function buildWebImage(directory: string, name: string): string {
  const layer = join(directory, 'layer')
  mkdirSync(join(layer, 'bin'), { recursive: true })
  mkdirSync(join(layer, 'www'))
  execFileSync('sh', ['-c', `echo served > ${layer}/www/index.html`])
  copyFileSync('/bin/busybox', join(layer, 'bin/busybox'))
  chmodSync(join(layer, 'bin/busybox'), 0o755)
  for (const applet of ['httpd', 'sh', 'wget']) symlinkSync('busybox', join(layer, 'bin', applet))
  const write = (file: string, content: object) =>
    execFileSync('tee', [join(directory, file)], { input: JSON.stringify(content), stdio: 'pipe' })
  execFileSync('tar', ['-C', layer, '-cf', join(directory, 'layer.tar'), '.'])
  const digest = execFileSync('sha256sum', [join(directory, 'layer.tar')], { encoding: 'utf8' }).split(' ')[0]
  write('config.json', {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Cmd: ['/bin/httpd', '-f', '-p', '80', '-h', '/www'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  })
  write('manifest.json', [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }])
  const archive = join(directory, 'image.tar')
  execFileSync('tar', ['-C', directory, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar'])
  return archive
}

describe('workloads', { skip: noContainers, concurrency: 3 }, () => {
  let cluster: TestCluster
  before(async () => {
    cluster = await startCluster({ runtime: 'containerd' })
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
  })

  const apply = async (user: User, ...objects: readonly Json[]) => {
    const list = { apiVersion: 'v1', kind: 'List', items: objects }
    await user.ok(words('apply -f -'), { input: JSON.stringify(list) })
  }
  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    const end = performance.now() + 60_000
    while (true) {
      const found = await look()
      if (found !== undefined && found !== false) return found
      assert.ok(performance.now() < end, `not within a minute: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const ended = (user: User, name: string) =>
    until(`pod ${name} ends`, async () => {
      const { status } = await user.json([`pod/${name}`])
      return /Succeeded|Failed/.test(status.phase) ? status : undefined
    })

  test('a stateful set: pods in order, with names that others resolve and that survive their pod', async () => {
    const user = await cluster.user(kubectl35, 'stateful')
    const main = shell('mkdir /www; hostname -f > /www/index.html; exec httpd -f -p 8080 -h /www', {
      readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 },
    })
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db' },
      spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 8080 }] },
    }
    await apply(
      user,
      service,
      workload('StatefulSet', 'db', main, { spec: { serviceName: 'db', replicas: 2 } }),
    )
    await user.ok(words(`rollout status sts/db ${fast}`))
    const ask = () => user.kubectl(words('exec db-0 -- wget -q -O - http://db-1.db:8080'))
    const page = 'db-1.db.stateful.svc.cluster.local\n'
    await until('db-1 answers by name', async () => (await ask()).stdout === page)
    const before = (await user.json(['pod/db-1'])).metadata.uid
    await user.ok(words('delete pod db-1'))
    await until('another db-1', async () =>
      (await user.json(['pods'])).items.some(
        (pod: Json) => pod.metadata.name === 'db-1' && pod.metadata.uid !== before,
      ),
    )
    await until('it answers by the same name', async () => (await ask()).stdout === page)
    const all = await user.ok(words('exec db-0 -- nslookup db.stateful.svc.cluster.local'))
    assert.equal(all.match(/^Address: /gm)?.length, 2, all)
  })

  test('a daemon on the host network, with a startup probe, rolled to another version', async () => {
    const user = await cluster.user(kubectl35, 'daemons')
    const main = container(['sleep', '600'], {
      startupProbe: { exec: { command: ['true'] }, periodSeconds: 1 },
    })
    await apply(user, workload('DaemonSet', 'each', main, { pod: { hostNetwork: true } }))
    await user.ok(words(`rollout status ds/each ${fast}`))
    const [node] = (await user.json(['nodes'])).items
    const [pod] = (await user.json(['pods'])).items
    const address = node.status.addresses.find((one: Json) => one.type === 'InternalIP').address
    assert.deepEqual([pod.status.podIP, pod.status.hostIP], [address, address])
    await user.ok(words('set env ds/each A=b'))
    await user.ok(words(`rollout status ds/each ${fast}`))
  })

  test('jobs: indexed, failing for good, past their deadline, made from a cron job', async () => {
    const user = await cluster.user(kubectl35, 'jobs')
    const never = { restartPolicy: 'Never' }
    const indexed = { completions: 3, parallelism: 2, completionMode: 'Indexed' }
    await apply(
      user,
      workload('Job', 'three', shell('echo index $JOB_COMPLETION_INDEX'), { spec: indexed, pod: never }),
      workload('Job', 'fails', shell('exit 4'), { spec: { backoffLimit: 0 }, pod: never }),
      workload('Job', 'slow', shell('sleep 600'), { spec: { activeDeadlineSeconds: 2 }, pod: never }),
      workload(
        'Job',
        'again',
        shell('test -e /mark/x || { touch /mark/x; exit 1; }', {
          volumeMounts: [{ name: 'mark', mountPath: '/mark' }],
        }),
        { pod: { restartPolicy: 'OnFailure', volumes: [{ name: 'mark', emptyDir: {} }] } },
      ),
    )
    await user.ok(words('create cronjob yearly --image=busybox --schedule=@yearly -- true'))
    await user.ok([
      'patch',
      'cronjob',
      'yearly',
      '-p',
      JSON.stringify({
        spec: {
          jobTemplate: {
            spec: {
              template: { spec: { containers: [{ name: 'yearly', imagePullPolicy: 'IfNotPresent' }] } },
            },
          },
        },
      }),
    ])
    await user.ok(words('create job early --from=cronjob/yearly'))
    for (const name of ['three', 'early', 'again'])
      await user.ok(words(`wait job/${name} --for=condition=Complete ${fast}`))
    const logs = await user.ok(words('logs -l job-name=three --tail=-1 --prefix=false'))
    assert.deepEqual(logs.trim().split('\n').toSorted(), ['index 0', 'index 1', 'index 2'])
    const why = async (name: string) => {
      await user.ok(words(`wait job/${name} --for=condition=Failed ${fast}`))
      const { conditions } = (await user.json([`job/${name}`])).status
      return conditions.find((one: Json) => one.type === 'Failed').reason
    }
    assert.equal(await why('fails'), 'BackoffLimitExceeded')
    assert.equal(await why('slow'), 'DeadlineExceeded')
    const [again] = (await user.json(['pods', '-l', 'job-name=again'])).items
    assert.equal(again.status.containerStatuses[0].restartCount, 1)
  })

  test('limits and deadlines: out of memory, out of time', async () => {
    const user = await cluster.user(kubectl35, 'limits')
    const limits = { resources: { limits: { memory: '16Mi', cpu: '200m' } } }
    const never = { restartPolicy: 'Never' }
    await apply(
      user,
      podOf('late', shell('sleep 600'), { activeDeadlineSeconds: 2 }),
      podOf(
        'limited',
        shell(
          'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null',
          limits,
        ),
        never,
      ),
    )
    // containerd 1.6 hears of the memory beside the exit, and now and then too late to say why.
    const reasons: string[] = []
    for (let i = 0; i < 3 && !reasons.includes('OOMKilled'); i++) {
      await apply(user, podOf(`greedy-${i}`, shell('exec tail /dev/zero', limits), never))
      const { terminated } = (await ended(user, `greedy-${i}`)).containerStatuses[0].state
      assert.equal(terminated.exitCode, 137)
      reasons.push(terminated.reason)
    }
    assert.ok(reasons.includes('OOMKilled'), reasons.join())
    assert.equal((await ended(user, 'late')).reason, 'DeadlineExceeded')
    await ended(user, 'limited')
    assert.equal(await user.ok(words('logs limited')), `${16 << 20}\n`)
    assert.equal((await user.json(['pod/greedy-0'])).status.qosClass, 'Guaranteed')
  })

  test('identity and hooks: user and groups, a read-only root, names, what runs after start and before stop', async () => {
    const user = await cluster.user(kubectl35, 'identity')
    const shared = join(cluster.home, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    const write = (file: string) => ({ exec: { command: ['sh', '-c', `echo done > /shared/${file}`] } })
    const main = shell('exec 2>&1; id; hostname; touch /new; sleep 600', {
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      lifecycle: { postStart: write('started'), preStop: write('stopping') },
      volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
    })
    await apply(
      user,
      podOf('who', main, {
        hostname: 'named',
        securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 },
        volumes: [{ name: 'shared', hostPath: { path: shared } }],
        terminationGracePeriodSeconds: 5,
      }),
    )
    await user.ok(words(`wait pod/who --for=condition=Ready ${fast}`))
    const said = await until('it has spoken', async () => {
      const text = await user.ok(words('logs who'))
      return text.includes('Read-only') ? text : undefined
    })
    assert.match(said, /uid=1000 gid=3000 groups=2000,3000\nnamed\n.*Read-only file system/)
    assert.match(await user.ok(words('exec who -- grep Cap /proc/self/status')), /CapEff:\s+0000000000000000/)
    assert.equal(readFileSync(join(shared, 'started'), 'utf8'), 'done\n')
    await user.ok(words('delete pod who'))
    assert.equal(readFileSync(join(shared, 'stopping'), 'utf8'), 'done\n')
  })

  test('a program in a pod speaks to the API with its token, certificate and name', async () => {
    const user = await cluster.user(kubectl35, 'caller')
    await user.ok(words('create rolebinding reader --clusterrole=view --serviceaccount=caller:default'))
    const program = `
      const { TOKEN, CA, IP } = process.env
      const at = { host: IP, servername: 'kubernetes.default.svc', ca: CA, headers: { authorization: 'Bearer ' + TOKEN } }
      require('https').get({ ...at, path: '/api/v1/namespaces/caller/pods' }, async (answer) => {
        let text = ''
        for await (const chunk of answer) text += chunk
        console.log(answer.statusCode, JSON.parse(text).items.map((pod) => pod.metadata.name).join())
      })`
    const script = [
      'D=/var/run/secrets/kubernetes.io/serviceaccount',
      'export TOKEN="$(cat $D/token)" CA="$(cat $D/ca.crt)" PROGRAM',
      "export IP=$(nslookup kubernetes.default.svc.cluster.local | awk '/^Address: /{print $2}')",
      'test "$IP" = "$KUBERNETES_SERVICE_HOST" || exit 9',
      `chroot /host ${root}/node_modules/.bin/node -e "$PROGRAM"`,
    ].join('\n')
    const main = shell(script, {
      env: [{ name: 'PROGRAM', value: program }],
      volumeMounts: [{ name: 'host', mountPath: '/host', readOnly: true }],
    })
    await apply(
      user,
      podOf('asker', main, { restartPolicy: 'Never', volumes: [{ name: 'host', hostPath: { path: '/' } }] }),
    )
    await ended(user, 'asker')
    assert.equal(await user.ok(words('logs asker')), '200 asker\n')
  })

  for (const program of kubectls) {
    test(`${program.name}: run -it in a terminal, resize, debug, directories both ways, forwarded services`, async () => {
      const user = await cluster.user(program, `terminal-${program.minor}`)
      const terminal = (args: string) => {
        const command = `stty rows 33 cols 99; ${program.path} -n ${user.namespace} ${args}`
        return startProgram('script', ['-qec', command, '/dev/null'], { env: cluster.env })
      }
      // What a shell prints before somebody has attached is in the logs alone, as kubectl says itself.
      const prompt = async (shell: Running) => {
        await shell.seen(/try pressing enter/)
        shell.write('\n')
        await shell.seen(/\/ # /)
      }
      const image = '--image=busybox --image-pull-policy=IfNotPresent'
      await using typed = terminal(`run typed -it --rm --restart=Never ${image} -- sh`)
      await prompt(typed)
      typed.write('echo answer $((6*7)); stty size\n')
      await typed.seen(/answer 42\r?\n33 99/)
      typed.write('exit\n')
      await typed.seen(/pod "typed" deleted/)
      await typed.result

      await apply(
        user,
        podOf('web', shell('mkdir /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www')),
      )
      await user.ok(words(`wait pod/web --for=condition=Ready ${fast}`))
      await using debug = terminal(`debug web -it ${image} --target=main -- sh`)
      await prompt(debug)
      debug.write('ps | grep -c [h]ttpd\n')
      await debug.seen(/^1\r?$/m)
      await debug.stop()

      const source = join(root, 'src', 'base')
      await user.ok(['cp', source, 'web:/tmp/there'])
      const back = join(cluster.home, `back-${program.minor}`)
      await user.ok(['cp', 'web:/tmp/there', back, '-c', 'main'])
      execFileSync('diff', ['-r', source, back])

      await user.ok(
        words('expose pod web --port=80 --target-port=8080 --selector=run=web')
          .slice(0, 5)
          .concat('--selector=app=web'),
      )
      await user.ok(words('label pod web app=web'))
      await using forward = user.start(words('port-forward service/web :80'))
      const [, port] = await forward.seen(/127\.0\.0\.1:(\d+) -> 8080/)
      const pages = await Promise.all(
        Array.from({ length: 10 }, async () => (await fetch(`http://127.0.0.1:${port}`)).text()),
      )
      assert.deepEqual([...new Set(pages)], ['page\n'])
      await forward.stop()
    })
  }

  test('helm create and helm install, with an image that was loaded: it serves, is upgraded and goes', async () => {
    const { helm, home, dataDir } = cluster
    const directory = join(home, 'image')
    mkdirSync(directory)
    const archive = buildWebImage(directory, 'example.org/web:1')
    const loaded = await wherry(['image', 'load', archive, '--data-dir', dataDir])
    assert.equal(loaded.code, 0, loaded.stderr)
    const user = await cluster.user(kubectl35, 'charts')
    const run = (args: string) => helm(words(args), { cwd: home })
    const release = '-n charts --set image.repository=example.org/web --set image.tag=1 --wait --timeout 90s'
    await run('create site')
    await run(`install site ./site ${release}`)
    const page = () => user.kubectl(words('exec deploy/site -- wget -q -O - http://site'))
    await until('the chart serves', async () => (await page()).stdout === 'served\n')
    await run(`upgrade site ./site ${release} --set replicaCount=2`)
    assert.equal((await user.json(['deploy/site'])).status.readyReplicas, 2)
    await run('uninstall site -n charts --wait --timeout 60s')
    assert.deepEqual((await user.json(['deploy,svc,rs'])).items, [])
  })
})
