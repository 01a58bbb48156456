// Pods run by our kubelet in real containers: their ends, restarts, order, and what goes wrong with them.
import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Pod, Pod as PodKind } from '../../src/api/core/pod/pod.kind.ts'
import { rotateLog } from '../../src/kubelet/logs/log-rotation.ts'
import { whyNoContainers } from './containerd-fixture.ts'
import { forever, KubeletFixture, nodeName, shell } from './kubelet-fixture.ts'

const skip = await whyNoContainers()
let kubelet: KubeletFixture

before(async () => {
  if (skip === false) kubelet = await KubeletFixture.start()
})
after(async () => await kubelet?.[Symbol.asyncDispose]())

const main = ({ status }: Pod) => status?.containerStatuses?.find(({ name }) => name === 'main')
const waiting = (pod: Pod) => main(pod)?.state?.waiting?.reason
const condition = ({ status }: Pod, type: string) => status?.conditions?.find((one) => one.type === type)

test('kubelet runs a pod to its end', { skip }, async () => {
  await kubelet.run('once', { restartPolicy: 'Never', containers: [shell('main', 'echo hello; exit 0')] })
  const pod = await kubelet.phase('once', 'Succeeded')
  assert.equal(main(pod)?.state?.terminated?.exitCode, 0)
  assert.equal(main(pod)?.state?.terminated?.reason, 'Completed')
  assert.match(main(pod)?.containerID ?? '', /^containerd:\/\/[0-9a-f]{64}$/)
  assert.equal(condition(pod, 'Ready')?.reason, 'PodCompleted')
  assert.equal(await kubelet.log('once', 'main'), 'hello\n')
  for (const text of ['Pulled: Container image', 'Created: Container created', 'Started: Container started'])
    await kubelet.event('once', text)
  await kubelet.delete('once')
  await kubelet.untilGone('once')
})

test('kubelet reports failure with the last words of a container', { skip }, async () => {
  const file = shell('main', 'echo from file > /dev/termination-log; exit 3')
  await kubelet.run('file', {
    restartPolicy: 'Never',
    containers: [{ ...file, terminationMessagePath: '/dev/termination-log' }],
  })
  const log = shell('main', 'echo from log; exit 4', { terminationMessagePolicy: 'FallbackToLogsOnError' })
  await kubelet.run('log', { restartPolicy: 'Never', containers: [log] })
  const failed = await kubelet.phase('file', 'Failed')
  assert.equal(main(failed)?.state?.terminated?.exitCode, 3)
  assert.equal(main(failed)?.state?.terminated?.message, 'from file\n')
  const fallen = await kubelet.phase('log', 'Failed')
  assert.equal(main(fallen)?.state?.terminated?.message, 'from log\n')
})

test('kubelet restarts with back-off and keeps the log of the attempt before', { skip }, async () => {
  await kubelet.run('crash', { containers: [shell('main', 'echo again; exit 1')] })
  const pod = await kubelet.until('crash', (one) => waiting(one) === 'CrashLoopBackOff')
  assert.ok((main(pod)?.restartCount ?? 0) >= 1)
  assert.equal(main(pod)?.lastState?.terminated?.exitCode, 1)
  const { uid } = pod.metadata
  assert.equal(
    main(pod)?.state?.waiting?.message,
    `back-off 10s restarting failed container=main pod=crash_default(${uid})`,
  )
  assert.equal(pod.status?.phase, 'Running')
  await kubelet.event(
    'crash',
    `BackOff: Back-off restarting failed container main in pod crash_default(${uid})`,
  )
  assert.equal(await kubelet.log('crash', 'main', { previous: true }), 'again\n')
})

test('kubelet runs init containers in order and sidecars beside them', { skip }, async () => {
  const volumeMounts = [{ name: 'shared', mountPath: '/shared' }]
  const step = (name: string) => shell(name, `echo ${name} >> /shared/order`, { volumeMounts })
  await kubelet.run('order', {
    restartPolicy: 'Never',
    volumes: [{ name: 'shared', emptyDir: {} }],
    initContainers: [
      step('first'),
      {
        ...shell('side', `echo side >> /shared/order; ${forever}`, { volumeMounts }),
        restartPolicy: 'Always',
      },
      step('second'),
    ],
    containers: [shell('main', 'echo main >> /shared/order; sleep 0.5; cat /shared/order', { volumeMounts })],
  })
  const pod = await kubelet.phase('order', 'Succeeded')
  const lines = (await kubelet.log('order', 'main')).trim().split('\n')
  assert.deepEqual(lines.toSorted(), ['first', 'main', 'second', 'side'])
  assert.equal(lines[0], 'first')
  assert.ok(lines.indexOf('second') < lines.indexOf('main'))
  assert.deepEqual(
    pod.status?.initContainerStatuses?.map(({ name, ready }) => [name, ready]),
    [
      ['first', true],
      ['side', false],
      ['second', true],
    ],
  )
  assert.equal(condition(pod, 'Initialized')?.status, 'True')
})

test('kubelet fails a pod whose init container fails for good', { skip }, async () => {
  await kubelet.run('init-fails', {
    restartPolicy: 'Never',
    initContainers: [shell('first', 'exit 7')],
    containers: [shell('main', 'echo never')],
  })
  const pod = await kubelet.phase('init-fails', 'Failed')
  assert.equal(pod.status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode, 7)
})

test('kubelet ends a pod gracefully: preStop, SIGTERM, then the end', { skip }, async () => {
  const volumeMounts = [{ name: 'out', mountPath: '/out' }]
  const line = `trap 'echo term >> /out/log; exit 0' TERM; ${forever}`
  await kubelet.run('graceful', {
    volumes: [
      {
        name: 'out',
        hostPath: { path: join(kubelet.runtime.directory, 'graceful'), type: 'DirectoryOrCreate' },
      },
    ],
    containers: [
      shell('main', line, {
        volumeMounts,
        lifecycle: { preStop: { exec: { command: ['sh', '-c', 'echo prestop >> /out/log'] } } },
      }),
    ],
  })
  await kubelet.ready('graceful')
  await kubelet.delete('graceful')
  const ending = await kubelet.get('graceful')
  assert.ok(ending?.metadata.deletionTimestamp !== undefined)
  await kubelet.untilGone('graceful')
  assert.equal(await readFile(join(kubelet.runtime.directory, 'graceful/log'), 'utf8'), 'prestop\nterm\n')
  await kubelet.event('graceful', 'Killing: Stopping container main')
})

test('kubelet kills what does not end within its grace period', { skip }, async () => {
  await kubelet.run('stubborn', {
    containers: [{ ...shell('main', ''), command: ['sh', '-c', `trap '' TERM; ${forever}`] }],
  })
  await kubelet.ready('stubborn')
  await kubelet.delete('stubborn', 60)
  await kubelet.until('stubborn', ({ metadata }) => metadata.deletionTimestamp !== undefined)
  // A shorter period takes the place of the longer one that is under way.
  await kubelet.delete('stubborn', 1)
  await kubelet.untilGone('stubborn', 10_000)
})

test('kubelet ends a pod at its deadline', { skip }, async () => {
  await kubelet.run('deadline', { activeDeadlineSeconds: 2, containers: [shell('main', forever)] })
  const pod = await kubelet.phase('deadline', 'Failed')
  assert.equal(pod.status?.reason, 'DeadlineExceeded')
  assert.equal(pod.status?.message, 'Pod was active on the node longer than the specified deadline')
  assert.equal(main(pod)?.state?.terminated?.exitCode, 143)
})

test('kubelet refuses a pod that does not fit', { skip }, async () => {
  await kubelet.run('big', { containers: [shell('main', '', { resources: { requests: { cpu: '1000' } } })] })
  const pod = await kubelet.phase('big', 'Failed')
  assert.equal(pod.status?.reason, 'OutOfcpu')
  assert.match(
    pod.status?.message ?? '',
    /^Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000/,
  )
  await kubelet.delete('big')
  await kubelet.untilGone('big')
  await kubelet.run('selector', { nodeSelector: { disk: 'ssd' }, containers: [shell('main', '')] })
  assert.equal((await kubelet.phase('selector', 'Failed')).status?.reason, 'NodeAffinity')
})

test('kubelet tells what is wrong with an image', { skip }, async () => {
  const pods = {
    never: { image: 'wherry.invalid/none:1', imagePullPolicy: 'Never' },
    bad: { image: 'UPPER CASE', imagePullPolicy: 'IfNotPresent' },
    pull: { image: 'localhost:1/none:1', imagePullPolicy: 'IfNotPresent' },
  } as const
  for (const [name, image] of Object.entries(pods)) {
    const container = { ...shell('main', 'true'), ...image }
    await kubelet.run(`image-${name}`, { containers: [container] })
  }
  await kubelet.until('image-never', (pod) => waiting(pod) === 'ErrImageNeverPull')
  await kubelet.event('image-never', 'is not present with pull policy of Never')
  await kubelet.event('image-never', 'Failed: Error: ErrImageNeverPull')
  await kubelet.until('image-bad', (pod) => waiting(pod) === 'InvalidImageName')
  await kubelet.until('image-pull', (pod) => waiting(pod) === 'ErrImagePull')
  await kubelet.event('image-pull', 'Failed: Failed to pull image "localhost:1/none:1": rpc error')
  const waits = await kubelet.until('image-pull', (pod) => waiting(pod) === 'ImagePullBackOff')
  assert.match(
    main(waits)?.state?.waiting?.message ?? '',
    /^Back-off pulling image "localhost:1\/none:1": ErrImagePull: rpc error/,
  )
})

test('kubelet tells what is wrong with a container', { skip }, async () => {
  await kubelet.run('no-command', {
    restartPolicy: 'Never',
    containers: [{ ...shell('main', ''), command: ['/none'] }],
  })
  const pod = await kubelet.phase('no-command', 'Failed')
  assert.equal(main(pod)?.state?.terminated?.exitCode, 128)
  assert.equal(main(pod)?.state?.terminated?.reason, 'StartError')
  await kubelet.event('no-command', 'Failed: Error: failed to create containerd task')
  await kubelet.run('root', {
    securityContext: { runAsNonRoot: true },
    containers: [shell('main', forever)],
  })
  const root = await kubelet.until('root', (one) => waiting(one) === 'CreateContainerConfigError')
  assert.match(
    main(root)?.state?.waiting?.message ?? '',
    /^container has runAsNonRoot and image will run as root/,
  )
  await kubelet.run('no-key', {
    containers: [
      shell('main', forever, {
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }],
      }),
    ],
  })
  const missing = await kubelet.until('no-key', (one) => waiting(one) === 'CreateContainerConfigError')
  assert.equal(main(missing)?.state?.waiting?.message, 'configmap "none" not found')
  await kubelet.event('no-key', 'Failed: Error: configmap "none" not found')
})

test('kubelet gives containers their names, hosts and resolver', { skip }, async () => {
  await kubelet.run('names', {
    hostname: 'custom',
    subdomain: 'sub',
    hostAliases: [{ ip: '1.2.3.4', hostnames: ['alias.example'] }],
    containers: [shell('main', forever)],
  })
  const pod = await kubelet.ready('names')
  const read = (file: string) => kubelet.exec('names', 'main', 'cat', file)
  assert.equal((await kubelet.exec('names', 'main', 'hostname')).trim(), 'custom')
  const hosts = await read('/etc/hosts')
  assert.ok(hosts.startsWith('# Kubernetes-managed hosts file.\n'))
  assert.ok(hosts.includes(`${pod.status?.podIP}\tcustom.sub.default.svc.cluster.local\tcustom\n`))
  assert.ok(hosts.includes('1.2.3.4\talias.example\n'))
  const resolv = await read('/etc/resolv.conf')
  assert.ok(resolv.includes('nameserver 10.96.0.10'))
  assert.ok(resolv.includes('search default.svc.cluster.local svc.cluster.local cluster.local'))
  assert.ok(resolv.includes('options ndots:5'))
})

test('kubelet adds an ephemeral container to a running pod', { skip }, async () => {
  await kubelet.run('debugged', { shareProcessNamespace: false, containers: [shell('main', forever)] })
  await kubelet.ready('debugged')
  const debugger_ = { ...shell('debug', `ps > /dev/stdout; ${forever}`), targetContainerName: 'main' }
  await kubelet.client.patch(
    PodKind,
    { namespace: 'default', name: 'debugged' },
    {
      type: 'strategic',
      subresource: 'ephemeralcontainers',
      body: { spec: { ephemeralContainers: [debugger_] } },
      signal: new AbortController().signal,
    },
  )
  const pod = await kubelet.until(
    'debugged',
    ({ status }) => status?.ephemeralContainerStatuses?.[0]?.state?.running !== undefined,
  )
  assert.equal(pod.status?.ephemeralContainerStatuses?.[0]?.name, 'debug')
  assert.equal(main(pod)?.restartCount, 0)
  // It shares the processes of its target, whose shell is the first of them.
  assert.match(await kubelet.exec('debugged', 'debug', 'cat', '/proc/1/cmdline'), /trap/)
})

test('kubelet rotates a log under a running container', { skip }, async () => {
  await kubelet.run('chatty', { containers: [shell('main', 'while :; do echo line; sleep 0.1; done')] })
  await kubelet.ready('chatty')
  const { signal } = new AbortController()
  const found = await kubelet.state.container(
    { namespace: 'default', pod: 'chatty', container: 'main' },
    { signal },
  )
  assert.ok(found !== undefined)
  const reopen = async () => {
    await kubelet.runtime.cri.reopenContainerLog({ containerId: found.id }, { signal })
  }
  await rotateLog(found.logPath, { maxFiles: 2, nowMs: 0, reopen })
  const files = await readdir(dirname(found.logPath))
  assert.deepEqual(files.toSorted(), ['0.log', '0.log.19700101-000000'])
  await kubelet.until('chatty', () => existsSync(found.logPath) && statSync(found.logPath).size > 0)
})

test('kubelet limits a container and keeps it from what it must not do', { skip }, async () => {
  await kubelet.run('limited', {
    securityContext: { runAsUser: 1234, runAsGroup: 2345, fsGroup: 3456 },
    containers: [
      shell('main', forever, {
        resources: { limits: { memory: '64Mi', cpu: '500m' }, requests: { cpu: '100m', memory: '16Mi' } },
        securityContext: {
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      }),
    ],
  })
  const pod = await kubelet.ready('limited')
  const sh = (line: string) => kubelet.exec('limited', 'main', 'sh', '-c', line)
  assert.match(await sh('id'), /uid=1234 gid=2345 groups=(2345,)?3456/)
  assert.match(await sh('touch /file'), /Read-only file system/)
  const status = await sh('cat /proc/self/status')
  assert.match(status, /^NoNewPrivs:\s+1$/m)
  assert.match(status, /^CapEff:\s+0000000000000000$/m)
  assert.match(status, /^Seccomp:\s+2$/m)
  const groups = join(
    '/sys/fs/cgroup/memory',
    kubelet.runtime.cgroup,
    'kubepods/burstable',
    `pod${pod.metadata.uid}`,
  )
  if ((await readdir('/sys/fs/cgroup')).includes('memory'))
    assert.equal(
      (await readFile(join(groups, 'memory.limit_in_bytes'), 'utf8')).trim(),
      String(64 * 1024 ** 2),
    )
  assert.deepEqual(main(pod)?.resources?.limits, { memory: '64Mi', cpu: '500m' })
  assert.equal(pod.status?.qosClass, 'Burstable')
})

test('kubelet notices that a container was killed for memory', { skip }, async () => {
  await kubelet.run('oom', {
    restartPolicy: 'Never',
    containers: [
      shell('main', 'x=a; while :; do x=$x$x; done', { resources: { limits: { memory: '16Mi' } } }),
    ],
  })
  const pod = await kubelet.phase('oom', 'Failed')
  assert.equal(main(pod)?.state?.terminated?.reason, 'OOMKilled')
})

test('kubelet registers its node and keeps it alive', { skip }, async () => {
  const { Node } = await import('../../src/api/core/node/node.kind.ts')
  const { Lease } = await import('../../src/api/coordination/lease/lease.kind.ts')
  const { signal } = new AbortController()
  const node = await kubelet.client.get(Node, { name: nodeName }, { signal })
  assert.equal(node.metadata.labels?.['kubernetes.io/os'], 'linux')
  assert.equal(node.status?.nodeInfo?.kubeletVersion, 'v1.36.3+test')
  assert.match(node.status?.nodeInfo?.containerRuntimeVersion ?? '', /^containerd:\/\/\d/)
  assert.equal(node.status?.conditions?.find(({ type }) => type === 'Ready')?.status, 'True')
  assert.ok(Number(node.status?.capacity?.cpu) > 0)
  assert.ok((node.status?.images?.length ?? 0) >= 2)
  const lease = await kubelet.client.get(Lease, { namespace: 'kube-node-lease', name: nodeName }, { signal })
  assert.equal(lease.spec.holderIdentity, nodeName)
  assert.equal(lease.metadata.ownerReferences?.[0]?.uid, node.metadata.uid)
})

test('kubelet counts what pods use', { skip }, async () => {
  await kubelet.run('busy', { containers: [shell('main', forever)] })
  await kubelet.ready('busy')
  const { signal } = new AbortController()
  const summary = (await kubelet.state.statsSummary(signal)) as {
    pods: { podRef: { name: string }; memory: { workingSetBytes: number }; network?: { name: string } }[]
  }
  const busy = summary.pods.find(({ podRef }) => podRef.name === 'busy')
  assert.ok((busy?.memory.workingSetBytes ?? 0) > 0)
  assert.equal(busy?.network?.name, 'eth0')
  assert.match(
    await kubelet.state.resourceMetrics(signal),
    /^container_cpu_usage_seconds_total\{container="main",namespace="default",pod="busy"\} /m,
  )
})
