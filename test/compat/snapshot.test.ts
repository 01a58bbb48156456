// Backups as a user makes them: a snapshot of a running and of a stopped cluster, and what comes back.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort, temporaryDirectory, wherry } from '../oracles/cluster.ts'
import { kubectl35 } from '../oracles/programs.ts'
import { runProgram } from '../oracles/run-program.ts'

const directory = temporaryDirectory()
const dataDir = join(directory, 'data')
const at = ['--data-dir', dataDir]
const up = ['up', '--detach', '--runtime', 'simulated', '--port', String(await freePort()), ...at]
const file = join(directory, 'cluster.snapshot')
after(async () => {
  await wherry(['down', '--purge', ...at])
  rmSync(directory, { recursive: true, force: true })
})

async function done(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await wherry(args)
  assert.equal(code, 0, stderr)
  return stdout
}

async function refused(args: readonly string[], expected: RegExp): Promise<void> {
  const { code, stderr } = await wherry(args)
  assert.equal(code, 1, stderr)
  assert.match(stderr, expected)
  assert.equal(stderr.trim().split('\n').length, 1, stderr)
}

function kubectl(...args: readonly string[]) {
  const env = { ...process.env, KUBECONFIG: join(dataDir, 'kubeconfig') }
  return runProgram(kubectl35.path, args, { env })
}

async function revisionOf(name: string): Promise<number> {
  const { stdout } = await kubectl('get', 'configmap', name, '-o', 'jsonpath={.metadata.resourceVersion}')
  return Number(stdout)
}

test('wherry snapshot save writes a running cluster into a private file that says what is in it', async () => {
  await done(up)
  await kubectl('create', 'configmap', 'kept', '--from-literal=a=b')
  const said = await done(['snapshot', 'save', file, ...at])
  assert.match(said, /revision \d+, \d+ keys, \d+ bytes, of 20/)
  assert.equal(await done(['snapshot', 'status', file]), said)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  await refused(['snapshot', 'save', file, ...at], /is there already: choose another name/)
})

test('kubectl get --raw /snapshot gives the same to an administrator, and nothing to others', async () => {
  const raw = join(directory, 'raw.snapshot')
  const { stdout } = await runProgram('sh', [
    '-c',
    `KUBECONFIG=${join(dataDir, 'kubeconfig')} ${kubectl35.path} get --raw /snapshot > ${raw} && echo written`,
  ])
  assert.equal(stdout, 'written\n')
  assert.match(await done(['snapshot', 'status', raw]), /revision \d+/)
  await kubectl('create', 'clusterrole', 'paths', '--verb=get', '--non-resource-url=/*')
  await kubectl('create', 'clusterrolebinding', 'paths', '--clusterrole=paths', '--user=bob')
  assert.equal((await kubectl('get', '--raw', '/metrics', '--as=bob')).code, 0)
  const bob = await kubectl('get', '--raw', '/snapshot', '--as=bob')
  assert.notEqual(bob.code, 0)
  assert.match(bob.stderr, /Forbidden.*cannot \* resource "\*" in API group "\*" at the cluster scope/)
})

test('wherry snapshot restore brings back what was deleted, and no revision goes back', async () => {
  const before = await revisionOf('kept')
  await kubectl('delete', 'configmap', 'kept')
  await kubectl('create', 'configmap', 'late', '--from-literal=a=b')
  const late = await revisionOf('late')
  const restore = ['snapshot', 'restore', file, ...at]
  await refused([...restore, '--replace'], /is already open in process \d+: stop that first/)
  await done(['down', ...at])
  await refused(restore, /holds objects already: add --replace to put them aside/)
  assert.match(await done([...restore, '--replace']), /what was there lies in /)
  assert.equal(readdirSync(dataDir).filter((name) => name.startsWith('store.replaced-')).length, 1)
  await done(up)
  assert.equal(await revisionOf('kept'), before)
  assert.match((await kubectl('get', 'configmap', 'late')).stderr, /NotFound/)
  await kubectl('create', 'configmap', 'after')
  assert.ok((await revisionOf('after')) > late)
  assert.equal((await kubectl('get', 'nodes')).code, 0)
})

test('wherry snapshot save reads a stopped cluster, and restore makes a new one from it', async () => {
  await done(['down', ...at])
  const stopped = join(directory, 'stopped.snapshot')
  await done(['snapshot', 'save', stopped, ...at])
  await done(['down', '--purge', ...at])
  await done(['snapshot', 'restore', stopped, ...at])
  await done(up)
  assert.ok((await revisionOf('kept')) > 0)
  await done(['down', ...at])
})

test('wherry snapshot names what is wrong in one line, and leaves nothing half done', async () => {
  const damaged = join(directory, 'damaged.snapshot')
  writeFileSync(damaged, readFileSync(file))
  truncateSync(damaged, statSync(file).size - 100)
  await refused(['snapshot', 'status', damaged], /damaged.snapshot is not a whole snapshot: unexpected end/)
  await refused(['snapshot', 'restore', damaged, '--replace', ...at], /is not a whole snapshot/)
  await refused(
    ['snapshot', 'status', join(dataDir, 'kubeconfig')],
    /is not a whole snapshot: it does not begin/,
  )
  await refused(['snapshot', 'status', join(directory, 'absent')], /ENOENT.*absent/)
  await refused(['snapshot', 'save', join(directory, 'no', 'such'), ...at], /ENOENT/)
  await refused(['snapshot', 'save', file, '--data-dir', directory], /there is no cluster in/)
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.includes('restoring')),
    [],
  )
  assert.equal(existsSync(`${file}.part`), false)
})
