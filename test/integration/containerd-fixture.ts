// A real containerd for tests: under a temporary directory, and gone without a trace afterwards, which is checked.
import assert from 'node:assert/strict'
import { access, mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import { Containerd, type ContainerdOptions } from '../../src/kubelet/containerd/containerd.ts'
import { readHostFacts } from '../../src/kubelet/containerd/host-facts.ts'
import { listMountsUnder } from '../../src/kubelet/containerd/mounts.ts'
import { findProcesses } from '../../src/kubelet/containerd/processes.ts'
import { findPrograms } from '../../src/kubelet/containerd/programs.ts'
import { removeAllPods, sweep } from '../../src/kubelet/containerd/sweep.ts'
import { type CriClient, createCriClient } from '../../src/kubelet/cri/cri-client.ts'
import { buildBusyboxImage } from '../../src/kubelet/images/busybox-image.ts'
import { hostArchitecture } from '../../src/kubelet/images/elf.ts'
import { ensureImage, type LoadOptions } from '../../src/kubelet/images/image-load.ts'
import { buildPauseImage, pauseImageName } from '../../src/kubelet/images/pause-image.ts'

const { signal } = new AbortController()

/** Why no containers can run here; false where they can. */
export async function whyNoContainers(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'containers need root'
  const problem = await findPrograms({ path: process.env.PATH ?? '' }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  if (problem !== undefined) return problem
  return await access('/bin/busybox').then(
    () => false,
    () => 'not found: /bin/busybox (Debian: busybox-static)',
  )
}

/** Waits until `look` gives something other than undefined. */
export async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = clock.monotonic() + 20_000
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    assert.ok(clock.monotonic() < deadline, `not within 20 s: ${what}`)
    await sleep(clock, 20, { signal })
  }
}

export class ContainerdFixture implements AsyncDisposable {
  readonly containerd: Containerd
  readonly cri: CriClient
  readonly directory: string
  readonly options: ContainerdOptions
  readonly #group = new TaskGroup({ signal })

  private constructor(directory: string, options: ContainerdOptions) {
    this.directory = directory
    this.options = options
    this.containerd = new Containerd(options)
    this.cri = createCriClient({ socket: this.containerd.socket, clock })
    this.#group.spawn((stop) => this.containerd.run(stop))
  }

  /** Starts one with the pause and busybox images in it. */
  static async start(): Promise<ContainerdFixture> {
    const directory = await mkdtemp(join(tmpdir(), 'wherry-containerd-'))
    const programs = await findPrograms({ path: process.env.PATH ?? '' })
    const host = await readHostFacts(directory, { signal })
    const options = { directory, programs, host, sandboxImage: pauseImageName, clock, log: silentLogger }
    const fixture = new ContainerdFixture(directory, options)
    await fixture.containerd.ready({ signal: fixture.#group.signal })
    const architecture = hostArchitecture()
    assert.ok(architecture !== undefined)
    await ensureImage(await buildPauseImage({ architecture }), fixture.load)
    await ensureImage(await buildBusyboxImage({ signal }), fixture.load)
    return fixture
  }

  get load(): LoadOptions {
    return { store: this.containerd.store, cri: this.cri, clock, signal }
  }

  /** Cgroups of this fixture's pods are under it. */
  get cgroup(): string {
    return `/${this.directory.slice(this.directory.lastIndexOf('/') + 1)}`
  }

  /** Stops containerd; what runs in containers goes on. */
  async stop(): Promise<void> {
    this.#group.stop()
    await this.#group.wait()
  }

  /** Ends by force whatever runs, as after a crash. */
  async sweep(): Promise<void> {
    await sweep(this.containerd.paths, { clock, log: silentLogger, runc: this.options.programs.runc, signal })
  }

  /** Processes that name this directory in their arguments: containerd, shims, ctr, runc. */
  async processes(): Promise<readonly string[]> {
    const found = await findProcesses((args) => args.some((arg) => arg.startsWith(this.directory)))
    return found.map(({ pid, args }) => `${pid} ${args.join(' ')}`)
  }

  async readFile(name: string): Promise<string> {
    return await readFile(join(this.directory, name), 'utf8').catch(() => '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.containerd.pid !== undefined)
      assert.equal(await removeAllPods(this.cri, { log: silentLogger, signal }), 0)
    this.cri.close()
    await this.stop()
    await this.sweep()
    assert.deepEqual(await this.processes(), [])
    assert.deepEqual(await listMountsUnder(this.directory), [])
    await rm(this.directory, { recursive: true })
    await removeCgroups(this.cgroup)
  }
}

/** Removes a cgroup, empty ones in it included, from every hierarchy. Fails while a process is in one. */
async function removeCgroups(path: string): Promise<void> {
  const hierarchies = (await readdir('/sys/fs/cgroup')).map((name) => join('/sys/fs/cgroup', name, path))
  for (const directory of [join('/sys/fs/cgroup', path), ...hierarchies]) await removeCgroup(directory)
}

async function removeCgroup(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(directory, entry.name))
  await rmdir(directory)
}
