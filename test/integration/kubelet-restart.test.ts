// Probes, and what our kubelet finds when it, or the container runtime under it, was away.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Pod } from '../../src/api/core/pod/pod.kind.ts'
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

const main = ({ status }: Pod) => status?.containerStatuses?.find(({ name }) => name === 'main')
const isReady = ({ status }: Pod) =>
  status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'

test('kubelet holds a pod unready until its probe succeeds', { skip }, async () => {
  await kubelet.run('readiness', {
    containers: [
      shell('main', forever, {
        readinessProbe: { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 1 },
      }),
    ],
  })
  await kubelet.until('readiness', (pod) => main(pod)?.started === true && main(pod)?.ready === false)
  await kubelet.event('readiness', "Unhealthy: Readiness probe failed: cat: can't open '/tmp/ready'")
  await kubelet.exec('readiness', 'main', 'sh', '-c', 'mkdir -p /tmp; touch /tmp/ready')
  await kubelet.ready('readiness')
  await kubelet.exec('readiness', 'main', 'rm', '/tmp/ready')
  const pod = await kubelet.until('readiness', (one) => !isReady(one))
  assert.equal(main(pod)?.restartCount, 0)
})

test('kubelet probes a web server by HTTP and TCP', { skip }, async () => {
  const server = 'mkdir -p /www; echo fine > /www/healthz; httpd -f -p 8080 -h /www & wait $!'
  await kubelet.run('web', {
    containers: [
      shell('main', server, {
        ports: [{ name: 'http', containerPort: 8080 }],
        startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 10 },
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
      }),
    ],
  })
  await kubelet.ready('web')
  await kubelet.exec('web', 'main', 'rm', '/www/healthz')
  await kubelet.event('web', 'Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404')
  const pod = await kubelet.until('web', (one) => main(one)?.restartCount === 1 && isReady(one))
  assert.equal(main(pod)?.lastState?.terminated?.exitCode, 143)
  await kubelet.event('web', 'Killing: Container main failed liveness probe, will be restarted')
})

test('kubelet runs postStart and does without a container whose hook fails', { skip }, async () => {
  const hook = (line: string) => ({ postStart: { exec: { command: ['sh', '-c', line] } } })
  await kubelet.run('hook', {
    containers: [shell('main', forever, { lifecycle: hook('mkdir -p /tmp; echo x > /tmp/hook') })],
  })
  await kubelet.ready('hook')
  assert.equal(await kubelet.exec('hook', 'main', 'cat', '/tmp/hook'), 'x\n')
  await kubelet.run('bad-hook', { containers: [shell('main', forever, { lifecycle: hook('exit 1') })] })
  await kubelet.event('bad-hook', 'FailedPostStartHook: PostStartHook failed')
  await kubelet.until('bad-hook', (pod) => {
    const { waiting } = main(pod)?.state ?? {}
    return waiting?.reason === 'PostStartHookError' || waiting?.reason === 'CrashLoopBackOff'
  })
  await kubelet.delete('bad-hook', 1)
})

test('kubelet takes over running containers after its own restart', { skip }, async () => {
  await kubelet.run('stays', {
    containers: [
      shell('main', forever, { readinessProbe: { exec: { command: ['true'] }, periodSeconds: 30 } }),
    ],
  })
  await kubelet.run('ends', { restartPolicy: 'Never', containers: [shell('main', 'sleep 3; exit 5')] })
  await kubelet.run('goes', { containers: [shell('main', forever)] })
  const before_ = await kubelet.ready('stays')
  const gone = await kubelet.ready('goes')
  await kubelet.phase('ends', 'Running')
  await kubelet.stopKubelet()
  await kubelet.delete('goes', 0)
  await sleep(clock, 3_500, { signal })
  await kubelet.startKubelet()
  const ended = await kubelet.phase('ends', 'Failed')
  assert.equal(main(ended)?.state?.terminated?.exitCode, 5)
  // It is looked at, and neither restarted nor unready for a moment.
  await sleep(clock, 2_000, { signal })
  const now = await kubelet.ready('stays')
  assert.equal(main(now)?.containerID, main(before_)?.containerID)
  assert.equal(main(now)?.restartCount, 0)
  const transition = ({ status }: Pod) =>
    status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
  assert.equal(transition(now), transition(before_))
  // What was deleted meanwhile is ended.
  const deadline = clock.monotonic() + 20_000
  for (;;) {
    const { containers } = await kubelet.runtime.cri.listContainers({}, { signal })
    if (!containers.some(({ labels }) => labels['io.kubernetes.pod.uid'] === gone.metadata.uid)) break
    assert.ok(clock.monotonic() < deadline, 'containers of a deleted pod are still there')
    await sleep(clock, 100, { signal })
  }
})

test('kubelet notices that the runtime is away, and goes on when it is back', { skip }, async () => {
  await kubelet.run('through', { containers: [shell('main', forever)] })
  const pod = await kubelet.ready('through')
  const pid = kubelet.runtime.containerd.pid
  assert.ok(pid !== undefined)
  process.kill(pid, 'SIGKILL')
  await sleep(clock, 500, { signal })
  await kubelet.runtime.containerd.ready({ signal })
  await kubelet.run('later', { restartPolicy: 'Never', containers: [shell('main', 'true')] })
  await kubelet.phase('later', 'Succeeded')
  const now = await kubelet.ready('through')
  assert.equal(main(now)?.containerID, main(pod)?.containerID)
  assert.equal(main(now)?.restartCount, 0)
})
