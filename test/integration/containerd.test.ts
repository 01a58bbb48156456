// The container runtime as the kubelet uses it: a real containerd, real containers, images without a registry.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { access, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { writeRegistryHost } from '../../src/kubelet/containerd/registry-hosts.ts'
import { cleanupContainerd } from '../../src/kubelet/containerd/sweep.ts'
import type {
  ContainerConfig,
  ContainerStatus,
  NamespaceMode,
  PodSandboxConfig,
} from '../../src/kubelet/cri/cri.types.ts'
import { isCriError } from '../../src/kubelet/cri/cri-error.ts'
import { hostArchitecture } from '../../src/kubelet/images/elf.ts'
import { isImageError } from '../../src/kubelet/images/image-error.ts'
import { loadImageArchive } from '../../src/kubelet/images/image-load.ts'
import { keyringOf } from '../../src/kubelet/images/keyring.ts'
import { buildLayer } from '../../src/kubelet/images/layer.ts'
import { type BuiltImage, buildImage } from '../../src/kubelet/images/oci-archive.ts'
import type { MessageInit } from '../../src/machinery/protobuf/message-codec.ts'
import { ContainerdFixture, until, whyNoContainers } from './containerd-fixture.ts'

const { signal } = new AbortController()
const skip = await whyNoContainers()

const busybox = 'docker.io/library/busybox:latest'

interface TestPod extends MessageInit<ContainerConfig> {
  readonly name: string
  /** The host's network unless given. */
  readonly network?: NamespaceMode
}

function podConfig(
  fixture: ContainerdFixture,
  { name, network = 'NODE' }: TestPod,
): MessageInit<PodSandboxConfig> {
  return {
    metadata: { name, namespace: 'test', uid: name, attempt: 0 },
    logDirectory: join(fixture.directory, 'logs', name),
    labels: { 'io.kubernetes.pod.name': name, constructor: 'c' },
    linux: {
      cgroupParent: `${fixture.cgroup}/${name}`,
      securityContext: { namespaceOptions: { network, pid: 'POD', ipc: 'POD' } },
    },
  }
}

/** Runs a pod with one container; answers with both IDs. */
async function runPod(
  fixture: ContainerdFixture,
  pod: TestPod,
): Promise<{ readonly podSandboxId: string; readonly containerId: string }> {
  const { name: _, network = 'NODE', ...config } = pod
  const sandboxConfig = podConfig(fixture, pod)
  const { podSandboxId } = await fixture.cri.runPodSandbox({ config: sandboxConfig }, { signal })
  const { containerId } = await fixture.cri.createContainer(
    {
      podSandboxId,
      sandboxConfig,
      config: {
        metadata: { name: 'main', attempt: 0 },
        image: { image: busybox },
        logPath: 'main.log',
        linux: { securityContext: { namespaceOptions: { network, pid: 'POD', ipc: 'POD' } } },
        ...config,
      },
    },
    { signal },
  )
  await fixture.cri.startContainer({ containerId }, { signal })
  return { podSandboxId, containerId }
}

async function statusOf({ cri }: ContainerdFixture, containerId: string): Promise<ContainerStatus> {
  const { status } = await cri.containerStatus({ containerId }, { signal })
  assert.ok(status !== undefined)
  return status
}

async function exitOf(fixture: ContainerdFixture, containerId: string): Promise<ContainerStatus> {
  return await until(async () => {
    const status = await statusOf(fixture, containerId)
    return status.state === 'CONTAINER_EXITED' ? status : undefined
  }, 'the container exits')
}

async function exec(
  { cri }: ContainerdFixture,
  containerId: string,
  ...cmd: readonly string[]
): Promise<string> {
  const { stdout, stderr, exitCode } = await cri.execSync({ containerId, cmd, timeout: 10n }, { signal })
  assert.equal(exitCode, 0, Buffer.from(stderr).toString())
  return Buffer.from(stdout).toString()
}

const ready = async ({ cri }: ContainerdFixture, podSandboxId: string) =>
  (await cri.podSandboxStatus({ podSandboxId }, { signal })).status?.state

async function sandboxPid({ cri }: ContainerdFixture, podSandboxId: string): Promise<number> {
  const { info } = await cri.podSandboxStatus({ podSandboxId, verbose: true }, { signal })
  return (JSON.parse(info.info ?? '{}') as { readonly pid: number }).pid
}

test('containerd', { skip }, async (t) => {
  await using fixture = await ContainerdFixture.start()
  const { cri } = fixture

  await t.test('Containerd runs a container that prints and exits', async () => {
    const { podSandboxId, containerId } = await runPod(fixture, {
      name: 'prints',
      command: ['sh', '-c', 'echo hello; echo trouble >&2; printf partial; exit 3'],
    })
    const status = await exitOf(fixture, containerId)
    assert.deepEqual([status.exitCode, status.reason, status.metadata?.name], [3, 'Error', 'main'])
    // In nanoseconds. Which is later is open: containerd notes the start after the process may have ended.
    assert.ok(status.startedAt > 1n << 60n && status.finishedAt > 1n << 60n)
    const lines = await until(async () => {
      const text = await readFile(status.logPath, 'utf8')
      return text.includes('partial') ? text.trim().split('\n') : undefined
    }, 'the log is written')
    const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\S+ (stdout|stderr) ([FP]) (.*)$/
    const records = lines.map((line) => shape.exec(line)?.slice(1).join(' '))
    assert.deepEqual(records.toSorted(), ['stderr F trouble', 'stdout F hello', 'stdout P partial'])
    const { items } = await cri.listPodSandbox({ filter: { id: podSandboxId } }, { signal })
    assert.equal(items[0]?.labels.constructor, 'c')
  })

  await t.test('the pause program reaps orphans as process 1 and ends on SIGTERM', async () => {
    const { podSandboxId, containerId } = await runPod(fixture, {
      name: 'orphans',
      command: ['sleep', '600'],
    })
    assert.equal((await exec(fixture, containerId, 'cat', '/proc/1/comm')).trim(), 'pause')
    await exec(fixture, containerId, 'sh', '-c', 'for i in 1 2 3 4 5; do (sleep 0.05 &) ; done')
    await until(async () => {
      const states = await exec(fixture, containerId, 'sh', '-c', 'cat /proc/[0-9]*/stat')
      return / \((sleep|sh)\) Z /.test(states) || states.split('(sleep)').length > 2 ? undefined : true
    }, 'no orphan is left, nor a zombie of one')
    assert.equal(await ready(fixture, podSandboxId), 'SANDBOX_READY')
    process.kill(await sandboxPid(fixture, podSandboxId), 'SIGTERM')
    await until(
      async () => ((await ready(fixture, podSandboxId)) === 'SANDBOX_NOTREADY' ? true : undefined),
      'pause ends',
    )
  })

  await t.test(
    'Containerd.run() starts containerd again after SIGKILL, and containers do not notice',
    async () => {
      const { containerId } = await runPod(fixture, {
        name: 'survives',
        command: ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo $i > /count; sleep 0.1; done'],
      })
      const before = (await statusOf(fixture, containerId)).startedAt
      const count = async () => Number(await exec(fixture, containerId, 'cat', '/count'))
      const first = await count()
      const { pid } = fixture.containerd
      assert.ok(pid !== undefined)
      process.kill(pid, 'SIGKILL')
      await until(async () => (fixture.containerd.pid === pid ? undefined : true), 'the death is seen')
      await fixture.containerd.ready({ signal })
      assert.notEqual(fixture.containerd.pid, pid)
      const status = await until(
        () => statusOf(fixture, containerId).catch(() => undefined),
        'the client reconnects',
      )
      assert.deepEqual([status.state, status.startedAt], ['CONTAINER_RUNNING', before])
      await until(async () => ((await count()) > first ? true : undefined), 'it still counts')
      await cri.stopContainer({ containerId, timeout: 0n }, { signal })
      assert.equal((await exitOf(fixture, containerId)).exitCode, 137)
    },
  )

  await t.test('loadImageArchive() gives images their canonical names', async () => {
    const app = await appImage('example/app:1')
    const documents = await unpack(app)
    const [config, manifest] = [documents.config, documents.layerPath]
    const docker = await buildLayer([
      { path: 'config.json', type: 'file', content: config },
      { path: 'layer.tar', type: 'file', content: documents.blob(manifest) },
      {
        path: 'manifest.json',
        type: 'file',
        content: JSON.stringify([
          { Config: 'config.json', RepoTags: ['short:2', 'other.io/x:y'], Layers: ['layer.tar'] },
        ]),
      },
    ])
    const dockerFile = join(fixture.directory, 'docker.tar.gz')
    await writeFile(dockerFile, gzipSync(docker))
    const loaded = await loadImageArchive(dockerFile, fixture.load)
    assert.deepEqual(loaded.map(({ name }) => name).toSorted(), ['docker.io/library/short:2', 'other.io/x:y'])
    const ociFile = join(fixture.directory, 'oci.tar')
    await writeFile(ociFile, await withRefName(app, 'tiny:3'))
    assert.deepEqual((await loadImageArchive(ociFile, fixture.load))[0]?.name, 'docker.io/library/tiny:3')
    await writeFile(ociFile, await withRefName(app, 'latest'))
    const named = await loadImageArchive(ociFile, { ...fixture.load, name: 'given' })
    assert.deepEqual(named, [{ name: 'docker.io/library/given:latest', imageID: app.imageID }])
    for (const image of ['short:2', 'tiny:3', 'given'])
      assert.equal((await cri.imageStatus({ image: { image } }, { signal })).image?.id, app.imageID, image)
    const { containerId } = await runPod(fixture, { name: 'loaded', image: { image: 'given' }, command: [] })
    assert.equal((await exitOf(fixture, containerId)).exitCode, 0)
  })

  await t.test('loadImageArchive() says in one line why containerd refuses an archive', async () => {
    const app = await appImage('example/broken:1')
    const broken = join(fixture.directory, 'broken.tar')
    const { config } = await unpack(app)
    const entries = [
      { path: 'config.json', type: 'file', content: config },
      {
        path: 'manifest.json',
        type: 'file',
        content: JSON.stringify([{ Config: 'config.json', RepoTags: ['broken:1'], Layers: ['gone.tar'] }]),
      },
    ] as const
    await writeFile(broken, await buildLayer(entries))
    await assert.rejects(
      loadImageArchive(broken, fixture.load),
      (error) =>
        isImageError(error, 'ImportFailed') && /^cannot load \S+broken\.tar: .*gone\.tar/.test(error.message),
    )
    assert.equal((await cri.imageStatus({ image: { image: 'broken:1' } }, { signal })).image, undefined)
  })

  await t.test(
    'CriClient.pullImage() pulls from a plain registry on loopback with the credentials of a secret',
    async () => {
      const app = await appImage('registry.invalid/team/app:1')
      await using registry = await Registry.serve(app)
      const image = { image: `${registry.host}/team/app:1` }
      const refused = await cri.pullImage({ image }, { signal }).catch((error: unknown) => error)
      assert.ok(isCriError(refused, 'Unknown'), String(refused))
      assert.match(refused.message, /401 Unauthorized/)
      const secret = { auths: { [registry.host]: { username: 'user', password: 'secret' } } }
      const data = new Map([['.dockerconfigjson', Buffer.from(JSON.stringify(secret))]])
      const [auth] = keyringOf([{ type: 'kubernetes.io/dockerconfigjson', data }]).lookup(
        `${registry.host}/team/app`,
      )
      assert.ok(auth !== undefined)
      const { imageRef } = await cri.pullImage({ image, auth }, { signal })
      assert.equal(imageRef, app.imageID)
      const missing = await cri
        .pullImage({ image: { image: `${registry.host}/team/none:1` }, auth }, { signal })
        .catch((error: unknown) => error)
      assert.ok(isCriError(missing, 'NotFound'), String(missing))
    },
  )

  await t.test('writeRegistryHost() tells a running containerd where a registry is', async () => {
    const app = await appImage('registry.invalid/team/app:1')
    await using registry = await Registry.serve(app)
    const host = 'registry.invalid:5000'
    await writeRegistryHost(fixture.containerd.paths.registries, { host, url: `http://${registry.host}` })
    const auth = { username: 'user', password: 'secret' }
    const { imageRef } = await cri.pullImage({ image: { image: `${host}/team/app:1` }, auth }, { signal })
    assert.equal(imageRef, app.imageID)
  })
})

test('cleanupContainerd() removes pods also where no containerd runs', { skip }, async () => {
  await using fixture = await ContainerdFixture.start()
  const { podSandboxId } = await runPod(fixture, { name: 'kept', command: ['sleep', '600'] })
  const pid = await sandboxPid(fixture, podSandboxId)
  await fixture.stop()
  process.kill(pid, 0)
  await cleanupContainerd(fixture.options, { signal })
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  assert.deepEqual(await fixture.processes(), [])
  assert.deepEqual(
    await readdir(join(fixture.containerd.paths.state, 'io.containerd.grpc.v1.cri/sandboxes')),
    [],
  )
})

test('sweep() ends containers, shims, networks and mounts that a dead containerd left', {
  skip,
}, async () => {
  await using fixture = await ContainerdFixture.start()
  const { programs } = fixture.options
  const hasNetwork = programs.cniBinDir !== undefined
  if (hasNetwork) await addNetwork(fixture)
  const network = hasNetwork ? 'POD' : 'NODE'
  const { podSandboxId, containerId } = await runPod(fixture, {
    name: 'left',
    network,
    command: ['sleep', '600'],
  })
  const pid = await sandboxPid(fixture, podSandboxId)
  const task = join(fixture.containerd.paths.state, 'io.containerd.runtime.v2.task/k8s.io', podSandboxId)
  const shimSocket = (await readFile(join(task, 'address'), 'utf8')).trim().replace('unix://', '')
  assert.equal((await statusOf(fixture, containerId)).state, 'CONTAINER_RUNNING')
  await fixture.stop()
  assert.equal((await fixture.processes()).filter((line) => line.includes('containerd-shim')).length, 1)
  process.kill(pid, 0)
  await access(shimSocket)
  if (hasNetwork) assert.notDeepEqual(await networkResults(podSandboxId), [])
  await fixture.sweep()
  assert.deepEqual(await fixture.processes(), [])
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  await assert.rejects(access(shimSocket), { code: 'ENOENT' })
  assert.deepEqual(await networkResults(podSandboxId), [])
})

/** A pair of interfaces a pod, and no bridge that would stay. */
async function addNetwork({ containerd, cri, directory }: ContainerdFixture): Promise<void> {
  const ipam = {
    type: 'host-local',
    dataDir: join(directory, 'ipam'),
    ranges: [[{ subnet: '10.251.9.0/24' }]],
  }
  const network = { cniVersion: '0.4.0', name: 'wherry-test', plugins: [{ type: 'ptp', ipam }] }
  await writeFile(join(containerd.paths.cniConfDir, '10-test.conflist'), JSON.stringify(network))
  await until(async () => {
    const { status } = await cri.status({}, { signal })
    return status?.conditions.some(({ type, status: holds }) => type === 'NetworkReady' && holds)
      ? true
      : undefined
  }, 'containerd has the network')
}

async function networkResults(id: string): Promise<readonly string[]> {
  return (await readdir('/var/lib/cni/results').catch(() => [])).filter((name) => name.includes(id))
}

/** A small image of a program that ends at once: the machine's own busybox as `true`. */
async function appImage(reference: string): Promise<BuiltImage> {
  const architecture = hostArchitecture()
  assert.ok(architecture !== undefined)
  const files = [
    { path: 'true', type: 'file', mode: 0o755, content: await readFile('/bin/busybox') },
  ] as const
  return await buildImage({ reference, architecture, config: { Entrypoint: ['/true'] }, layers: [files] })
}

interface Unpacked {
  readonly config: string
  readonly layerPath: string
  blob(path: string): Uint8Array
  readonly files: ReadonlyMap<string, Buffer>
}

async function unpack({ archive, digest, imageID }: BuiltImage): Promise<Unpacked> {
  const files = new Map<string, Buffer>()
  const reader = Readable.from([archive]).pipe(
    extract() as unknown as NodeJS.WritableStream,
  ) as unknown as ReturnType<typeof extract>
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry))
  const blob = (path: string) => {
    const found = files.get(path)
    assert.ok(found !== undefined, path)
    return found
  }
  const pathOf = (name: string) => `blobs/sha256/${name.slice('sha256:'.length)}`
  const manifest = JSON.parse(blob(pathOf(digest)).toString()) as {
    readonly layers: readonly [{ readonly digest: string }]
  }
  return {
    config: blob(pathOf(imageID)).toString(),
    layerPath: pathOf(manifest.layers[0].digest),
    blob,
    files,
  }
}

/** The image's layout as tools write it that know only the OCI annotation. */
async function withRefName(image: BuiltImage, refName: string): Promise<Uint8Array> {
  const { files } = await unpack(image)
  const index = JSON.parse(files.get('index.json')?.toString() ?? '') as {
    readonly manifests: readonly object[]
  }
  const annotations = { 'org.opencontainers.image.ref.name': refName }
  const renamed = { ...index, manifests: index.manifests.map((manifest) => ({ ...manifest, annotations })) }
  const entries = [...files].map(([path, content]) => {
    if (path.endsWith('/')) return { path, type: 'directory' } as const
    return { path, type: 'file', content: path === 'index.json' ? JSON.stringify(renamed) : content } as const
  })
  return await buildLayer(entries.filter(({ type, path }) => type === 'file' && path !== ''))
}

/** As much of a registry as a pull needs, for one image and one user. */
class Registry implements AsyncDisposable {
  readonly host: string
  readonly #server: ReturnType<typeof createServer>

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async serve(image: BuiltImage): Promise<Registry> {
    const { files } = await unpack(image)
    const server = createServer((request, response) => answer(request, { response, files, image }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Registry(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

interface RegistryAnswer {
  readonly response: ServerResponse
  readonly files: ReadonlyMap<string, Buffer>
  readonly image: BuiltImage
}

function answer(request: IncomingMessage, { response, files, image }: RegistryAnswer): void {
  const authorised =
    request.headers.authorization === `Basic ${Buffer.from('user:secret').toString('base64')}`
  if (!authorised) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end()
    return
  }
  const match = /^\/v2\/team\/app\/(manifests|blobs)\/(.+?)(?:\?.*)?$/.exec(request.url ?? '')
  const digest = match?.[2] === '1' ? image.digest : match?.[2]
  const content = files.get(`blobs/sha256/${digest?.replace('sha256:', '')}`)
  if (content === undefined || digest === undefined) {
    response.writeHead(404).end()
    return
  }
  assert.equal(digest, `sha256:${createHash('sha256').update(content).digest('hex')}`)
  const type =
    match?.[1] === 'manifests' ? 'application/vnd.oci.image.manifest.v1+json' : 'application/octet-stream'
  response.writeHead(200, {
    'content-type': type,
    'content-length': content.length,
    'docker-content-digest': digest,
  })
  response.end(request.method === 'HEAD' ? undefined : content)
}
