// The published package: built, packed and unpacked as npm would, it runs a cluster and is imported by programs.
import assert from 'node:assert/strict'
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort, root, temporaryDirectory } from '../oracles/cluster.ts'
import { kubectl35 } from '../oracles/programs.ts'
import { type Result, runProgram } from '../oracles/run-program.ts'

const project = temporaryDirectory()
const modules = join(project, 'node_modules')
const installed = join(modules, 'wherry')
const bin = join(root, 'node_modules', '.bin')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}
after(() => rmSync(project, { recursive: true, force: true }))

async function succeed(path: string, args: readonly string[], cwd: string): Promise<Result> {
  const result = await runProgram(path, args, { cwd, timeoutMs: 120_000 })
  assert.equal(result.code, 0, `${path} ${args.join(' ')}\n${result.stdout}${result.stderr}`)
  return result
}

/** What npm would do with the tarball, its dependencies taken from this checkout. */
before(async () => {
  await succeed('npm', ['pack', '--pack-destination', project, '--loglevel=error'], root)
  const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'))
  assert.ok(tarball !== undefined)
  mkdirSync(join(modules, '.bin'), { recursive: true })
  await succeed('tar', ['-xzf', tarball], project)
  await succeed('mv', ['package', installed], project)
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  symlinkSync(join(bin, 'node'), join(modules, '.bin', 'node'))
  symlinkSync(join(installed, 'wherry'), join(modules, '.bin', 'wherry'))
})

test('the package holds programs, declarations and documents, no sources and no tests', () => {
  const files = globSync('**/*', { cwd: installed, withFileTypes: true }).filter((entry) => entry.isFile())
  const strange = files
    .map((entry) => entry.name)
    .filter((name) => !/(\.js|\.d\.ts)$|^(wherry|LICENSE|README\.md|package\.json)$/.test(name))
  assert.deepEqual(strange, [])
})

test('the package runs a cluster', async () => {
  const wherry = join(modules, '.bin', 'wherry')
  const dataDir = join(project, 'data')
  const where = ['--data-dir', dataDir]
  const flags = ['--runtime', 'simulated', '--port', String(await freePort())]
  await succeed(wherry, ['up', '--detach', ...flags, ...where], project)
  try {
    const args = ['--kubeconfig', join(dataDir, 'kubeconfig')]
    await succeed(kubectl35.path, [...args, 'wait', '--for=create', 'node/node-0'], project)
    const { stdout } = await succeed(kubectl35.path, [...args, 'get', 'nodes'], project)
    assert.match(stdout, /^node-0 /m)
  } finally {
    await succeed(wherry, ['down', '--purge', ...where], project)
  }
})

const program = `import { Pod, StatusError } from 'wherry'
import { type Client, createClient } from 'wherry/client'
import { createCluster } from 'wherry/testing'

await using cluster = await createCluster({ nodes: 1, seed: 1 })
const client: Client = createClient({ handler: cluster.handler(), clock: cluster.clock })
const metadata = { namespace: 'default', name: 'web' }
await cluster.until(async () => {
  try {
    await client.create(Pod, { metadata, spec: { containers: [{ name: 'web', image: 'web:1' }] } }, cluster)
    return true
  } catch (error) {
    if (error instanceof StatusError && error.code === 403) return false
    throw error
  }
})
await cluster.until(async () => (await cluster.get(Pod, 'default/web')).status?.phase === 'Running')
const pod: Pod = await cluster.get(Pod, 'default/web')
// @ts-expect-error there is no such field
console.log(pod.status?.phase, pod.spec.nonsense)
`

test('the package is imported by programs, with types', async () => {
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'program.ts'), program)
  const { stdout } = await succeed(join(bin, 'node'), ['program.ts'], project)
  assert.equal(stdout, 'Running undefined\n')
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'esnext', '--types', 'node']
  await succeed(join(bin, 'tsc'), [...flags, '--target', 'esnext', 'program.ts'], project)
})
