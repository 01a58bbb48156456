// Unmodified kubectl on what runs, over simulated nodes: run, expose, scale, rollouts, wait, jobs, cascading deletes; cordon,
// drain and taint. Each kubectl has a namespace of its own.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Json, startCluster, type User } from '../oracles/cluster.ts'
import { kubectls } from '../oracles/programs.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 3 })
after(() => cluster[Symbol.asyncDispose]())

const fast = '--timeout=30s'

function suite(user: User): void {
  const { ok, json, fails } = user
  const words = (text: string) => text.split(' ')
  const file = (name: string, content: string | object) => cluster.file(`${user.namespace}/${name}`, content)

  test('run, get -o wide, describe, delete: a pod', async () => {
    await ok(
      words('run alone --image=busybox --labels=who=alone --port=8080 --env=A=b --restart=Never -- sleep 60'),
    )
    assert.match(await ok(['wait', 'pod/alone', '--for=condition=Ready', fast]), /condition met/)
    assert.match(
      await ok(words('get pod alone -o wide')),
      /NOMINATED NODE +READINESS GATES\nalone +1\/1 +Running +0 /,
    )
    const told = await ok(words('describe pod alone'))
    assert.match(told, /Scheduled .* Successfully assigned/)
    assert.match(told, /Environment:\n +A: +b/)
    assert.match(told, /QoS Class: +BestEffort/)
    await ok(words('delete pod alone'))
    assert.match(await fails(words('get pod alone')), /pods "alone" not found/)
  })

  test('run --dry-run=client -o yaml gives what create takes', async () => {
    const yaml = await ok(words('run piped --image=busybox --dry-run=client -o yaml'))
    assert.match(await ok(words('create -f -'), { input: yaml }), /pod\/piped created/)
    await ok(words('delete pod piped --force --grace-period=0'))
  })

  test('get --watch: a pod from pending to running to gone', async () => {
    await ok(words('run already --image=busybox --labels=seen=yes'))
    await using watch = user.start(words('get pods -l seen=yes --watch'))
    // It has listed: from here on it sees everything.
    await watch.seen(/already/)
    await ok(words('run seen --image=busybox --labels=seen=yes'))
    await watch.seen(/seen +0\/1 +Pending/)
    await watch.seen(/seen +1\/1 +Running/)
    await ok(words('delete pod seen --wait=false'))
    await watch.seen(/seen +1\/1 +Terminating/)
    await ok(words('delete pod already'))
  })

  test('expose: services of a deployment and of a pod, with their endpoints', async () => {
    await ok(words('create deployment shown --image=busybox --replicas=2 --port=80'))
    await ok(words(`rollout status deploy/shown ${fast}`))
    await ok(words('expose deploy shown --port=80 --target-port=8080 --name=front'))
    await ok(words('run single --image=busybox --port=9090 --expose'))
    assert.match(await ok(words('get svc front')), /front +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP/)
    await ok(['wait', 'endpoints/front', '--for=jsonpath={.subsets[0].addresses[1].ip}', fast])
    assert.match(await ok(words('describe svc front')), /Endpoints: +[\d.]+:8080,[\d.]+:8080/)
    assert.match(await ok(words('get endpoints front')), /front +[\d.]+:8080,[\d.]+:8080/)
    assert.equal((await json(['svc/single'])).spec.ports[0].port, 9090)
    await ok(words('expose deploy shown --type=NodePort --name=outer --port=80'))
    assert.ok((await json(['svc/outer'])).spec.ports[0].nodePort >= 30_000)
    await ok(words('delete deploy/shown pod/single svc/front svc/single svc/outer'))
  })

  test('scale: up, down, on a condition, several at once', async () => {
    await ok(words('create deployment sized --image=busybox'))
    assert.match(await ok(words('scale deploy/sized --replicas=4')), /deployment.apps\/sized scaled/)
    await ok(words(`rollout status deploy/sized ${fast}`))
    assert.equal((await json(['pods', '-l', 'app=sized'])).items.length, 4)
    assert.match(
      await fails(words('scale deploy/sized --current-replicas=9 --replicas=1')),
      /Expected replicas to be 9, was 4/,
    )
    await ok(words('scale deploy --all --replicas=0'))
    await ok(words(`wait deploy/sized --for=jsonpath={.status.observedGeneration}=3 ${fast}`))
    await ok(['wait', 'pod', '-l', 'app=sized', '--for=delete', fast])
    await ok(words('delete deploy sized'))
  })

  test('set, rollout status, history, undo, restart, pause and resume', async () => {
    await ok(words('create deployment rolled --image=busybox:1 --replicas=3'))
    const settled = () => ok(words(`rollout status deploy/rolled ${fast}`))
    const image = async () => (await json(['deploy/rolled'])).spec.template.spec.containers[0].image
    assert.match(await settled(), /deployment "rolled" successfully rolled out/)
    assert.match(await ok(words('set image deploy/rolled busybox=busybox:2')), /image updated/)
    await ok(words('annotate deploy/rolled kubernetes.io/change-cause=second'))
    await settled()
    assert.match(await ok(words('rollout history deploy/rolled')), /1 +<none>\n2 +second/)
    assert.match(await ok(words('rollout history deploy/rolled --revision=2')), /Image:\s+busybox:2/)
    assert.match(await ok(words('rollout undo deploy/rolled')), /rolled back/)
    await settled()
    assert.equal(await image(), 'busybox:1')
    await ok(words('rollout undo deploy/rolled --to-revision=2'))
    assert.equal(await image(), 'busybox:2')
    assert.match(await ok(words('rollout restart deploy/rolled')), /restarted/)
    await settled()
    await ok(words('rollout pause deploy/rolled'))
    assert.match(await fails(words('rollout restart deploy/rolled')), /can't restart paused deployment/)
    await ok(words('set env deploy/rolled A=b'))
    await ok(words('set resources deploy/rolled --requests=cpu=1m,memory=1Mi --limits=cpu=100m'))
    assert.match(await ok(words('describe deploy rolled')), /Progressing +Unknown +DeploymentPaused/)
    await ok(words('rollout resume deploy/rolled'))
    await settled()
    const { spec } = (await json(['deploy/rolled'])).spec.template
    assert.deepEqual(spec.containers[0].resources, {
      limits: { cpu: '100m' },
      requests: { cpu: '1m', memory: '1Mi' },
    })
    assert.match(await ok(words('set serviceaccount deploy/rolled default')), /serviceaccount updated/)
    await ok(words('delete deploy rolled'))
  })

  test('rollout status says why a rollout does not finish', async () => {
    await ok(words('create deployment stuck --image=busybox'))
    await ok([
      'patch',
      'deploy',
      'stuck',
      '-p',
      '{"spec":{"template":{"spec":{"nodeSelector":{"no":"where"}}}}}',
    ])
    assert.match(
      await fails(words('rollout status deploy/stuck --timeout=2s')),
      /timed out waiting for the condition/,
    )
    const pending = await ok(words('get pods -l app=stuck --field-selector=status.phase=Pending -o name'))
    assert.match(
      await ok(['describe', pending.trim()]),
      /FailedScheduling .* 0\/3 nodes are available: 3 node\(s\) didn't match Pod's node affinity\/selector/,
    )
    await ok(words('delete deploy stuck'))
  })

  test('daemonset and job: rollouts and completion', async () => {
    const template = (app: string, spec: object): Json => ({ metadata: { labels: { app } }, spec })
    const daemon = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'each' },
      spec: {
        selector: { matchLabels: { app: 'each' } },
        template: template('each', {
          containers: [{ name: 'c', image: 'busybox' }],
          tolerations: [{ operator: 'Exists' }],
        }),
      },
    }
    await ok(['apply', '-f', file('daemon.json', daemon)])
    assert.match(
      await ok(words(`rollout status ds/each ${fast}`)),
      /daemon set "each" successfully rolled out/,
    )
    assert.match(await ok(words('get ds each')), /each +3 +3 +3 +3 +3 +<none>/)
    await ok(words('rollout restart ds/each'))
    await ok(words(`rollout status ds/each ${fast}`))
    assert.match(await ok(words('rollout history ds/each')), /1 +<none>\n2 +<none>/)
    await ok(words('delete ds each'))
    await ok(words('create job once --image=busybox -- true'))
    assert.match(await ok(words('get job once')), /once +\w+ +[01]\/1/)
    assert.match(await ok(words('describe job once')), /Parallelism: +1/)
    await ok(words('delete job once'))
  })

  test('wait: for conditions, values, creation and a time that passes', async () => {
    await ok(words('create deployment awaited --image=busybox'))
    await ok(words(`wait deploy/awaited --for=condition=Available ${fast}`))
    await ok(words(`wait deploy/awaited --for=jsonpath={.status.readyReplicas}=1 ${fast}`))
    assert.match(
      await fails(words('wait deploy/awaited --for=condition=Never --timeout=1s')),
      /timed out waiting for the condition/,
    )
    assert.match(await fails(words('wait pod/absent --for=condition=Ready --timeout=1s')), /not found/)
    const creation = ok(words(`wait cm/late --for=create ${fast}`))
    await ok(words('create configmap late'))
    await creation
    await ok(words('delete deploy awaited'))
  })

  test('delete --cascade: background, foreground and orphan', async () => {
    const named = async (kind: string, app: string) =>
      (await json([kind, '-l', `app=${app}`])).items.map((item: Json) => item.metadata)
    for (const cascade of ['background', 'foreground', 'orphan']) {
      const app = `owner-${cascade}`
      await ok(words(`create deployment ${app} --image=busybox`))
      await ok(words(`rollout status deploy/${app} ${fast}`))
      await ok(words(`delete deploy ${app} --cascade=${cascade}`))
      if (cascade !== 'orphan') {
        await ok(['wait', 'pod', '-l', `app=${app}`, '--for=delete', fast])
        assert.deepEqual(await named('rs', app), [])
      } else {
        const [replicaSet] = await named('rs', app)
        assert.equal(replicaSet.ownerReferences, undefined)
        assert.equal((await named('pods', app)).length, 1)
        await ok(words(`delete rs -l app=${app}`))
      }
    }
  })

  test('delete --force --grace-period=0: gone at once', async () => {
    await ok(words('run stubborn --image=busybox'))
    await ok(words(`wait pod/stubborn --for=condition=Ready ${fast}`))
    await ok(words('delete pod stubborn --force --grace-period=0 --wait=false'))
    assert.match(await fails(words('get pod stubborn')), /not found/)
  })

  test('autoscale: an object that says what was asked', async () => {
    await ok(words('create deployment auto --image=busybox'))
    await ok(words('autoscale deploy auto --min=2 --max=5 --cpu-percent=70'))
    const { spec } = await json(['hpa/auto'])
    assert.deepEqual([spec.minReplicas, spec.maxReplicas, spec.scaleTargetRef.name], [2, 5, 'auto'])
    assert.match(await ok(words('get hpa auto')), /Deployment\/auto/)
    await ok(words('delete hpa/auto deploy/auto'))
  })

  test('events: of one object, by type, as a table', async () => {
    await ok(words('create deployment noisy --image=busybox'))
    await ok(words(`rollout status deploy/noisy ${fast}`))
    assert.match(
      await ok(words('events --for deployment/noisy')),
      /ScalingReplicaSet +Deployment\/noisy +Scaled up replica set noisy-\w+ from 0 to 1/,
    )
    assert.match(await ok(words('events --types=Normal')), /SuccessfulCreate/)
    assert.match(
      await ok(words('get events --field-selector=reason=ScalingReplicaSet,involvedObject.name=noisy')),
      /deployment\/noisy/,
    )
    await ok(words('delete deploy noisy'))
  })
}

/** What touches whole nodes, and with them everybody's pods. */
function nodeSuite({ ok, json, fails, namespace }: User): void {
  const node = 'node-1'
  const words = (text: string) => text.split(' ')
  const deploy = async (app: string, replicas: number) => {
    await ok(words(`create deployment ${app} --image=busybox --replicas=${replicas}`))
    await ok(words(`rollout status deploy/${app} ${fast}`))
  }
  const runOn = async (name: string) => {
    await ok(['run', name, '--image=busybox', `--overrides={"spec":{"nodeName":"${node}"}}`])
    await ok(words(`wait pod/${name} --for=condition=Ready ${fast}`))
  }

  test('cordon, drain and uncordon: pods go elsewhere, bare ones only when forced', async () => {
    await deploy('moved', 3)
    assert.match(await ok(['cordon', node]), /cordoned/)
    assert.match(await ok(['get', 'node', node]), /Ready,SchedulingDisabled/)
    assert.match(await ok(['describe', 'node', node]), /Unschedulable: +true/)
    await ok(['uncordon', node])
    await runOn('bare')
    const drain = ['drain', node, '--ignore-daemonsets', '--timeout=30s']
    assert.match(await fails(drain), /cannot delete Pods that declare no controller/)
    assert.match(await ok([...drain, '--force']), /drained/)
    await ok(words(`rollout status deploy/moved ${fast}`))
    const left = (await json(['pods', '--field-selector', `spec.nodeName=${node}`])).items
    assert.deepEqual(
      left.map((pod: Json) => pod.metadata.name),
      [],
    )
    await ok(['uncordon', node])
    await ok(words('delete deploy moved'))
  })

  test('drain respects a disruption budget', async () => {
    await deploy('kept', 1)
    await ok(words('create poddisruptionbudget kept --selector=app=kept --min-available=1'))
    // What the disruption controller says of it.
    const status = {
      observedGeneration: 1,
      disruptionsAllowed: 0,
      expectedPods: 1,
      currentHealthy: 1,
      desiredHealthy: 1,
    }
    await ok([
      'patch',
      'pdb',
      'kept',
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    ])
    const [pod] = (await json(['pods', '-l', 'app=kept'])).items
    const message = await fails(['drain', pod.spec.nodeName, '--pod-selector=app=kept', '--timeout=2s'])
    assert.match(message, /Cannot evict pod as it would violate the pod's disruption budget/)
    await ok(['uncordon', pod.spec.nodeName])
    await ok(words('delete pdb/kept deploy/kept'))
  })

  test('taint: set, overwrite, remove; NoExecute evicts', async () => {
    await ok(['taint', 'node', node, 'k=v:NoSchedule'])
    assert.match(await fails(['taint', 'node', node, 'k=w:NoSchedule']), /already has k taint/)
    await ok(['taint', 'node', node, 'k=w:NoSchedule', '--overwrite'])
    assert.match(await ok(['describe', 'node', node]), /Taints: +k=w:NoSchedule/)
    await ok(['taint', 'node', node, 'k:NoSchedule-'])
    await runOn('evicted')
    await ok(['taint', 'node', node, `only=${namespace}:NoExecute`])
    await ok(words(`wait pod/evicted --for=delete ${fast}`))
    await ok(['taint', 'node', node, 'only-'])
  })
}

const users = await Promise.all(
  kubectls.map(async (program) => ({
    program,
    user: await cluster.user(program, `workloads-${program.minor}`),
  })),
)

describe('kubectl on workloads', { concurrency: 2 }, () => {
  for (const { program, user } of users) describe(program.name, { concurrency: 1 }, () => suite(user))
})

describe('kubectl on nodes', () => {
  for (const { program, user } of users) describe(program.name, () => nodeSuite(user))
})
