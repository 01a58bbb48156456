// What a cluster lives through: killed processes, second starts, damaged and foreign data directories. Nothing that was
// answered is lost, and every refusal is one line that says what to do.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, type ProcessIdentity } from '../../src/cluster/process/process-identity.ts'
import { freePort, temporaryDirectory, wherry } from '../oracles/cluster.ts'
import { kubectl35 } from '../oracles/programs.ts'
import { runProgram } from '../oracles/run-program.ts'

const directory = temporaryDirectory()
const dataDir = join(directory, 'data')
const port = String(await freePort())
const up = ['up', '--detach', '--runtime', 'simulated', '--data-dir', dataDir, '--port', port]
after(async () => {
  await wherry(['down', '--data-dir', dataDir, '--purge'])
  rmSync(directory, { recursive: true, force: true })
})

async function kubectl(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, KUBECONFIG: join(dataDir, 'kubeconfig') }
  const { code, stdout, stderr } = await runProgram(kubectl35.path, args, { env })
  assert.equal(code, 0, stderr)
  return stdout
}

function supervisor(): ProcessIdentity {
  const file = JSON.parse(readFileSync(join(dataDir, 'run', 'up.json'), 'utf8')) as {
    readonly supervisor: ProcessIdentity
  }
  return file.supervisor
}

/** The supervisor's child that runs `wherry server`. */
function serverPid(): number {
  const children = readFileSync(`/proc/${supervisor().pid}/task/${supervisor().pid}/children`, 'utf8')
    .trim()
    .split(' ')
  const server = children.find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('server'),
  )
  assert.ok(server !== undefined)
  return Number(server)
}

async function eventually(look: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await look()
    } catch (error) {
      if (tries === 100) throw error
      await pause(100)
    }
  }
}

async function refused(args: readonly string[], expected: RegExp): Promise<void> {
  const { code, stderr } = await wherry(args)
  assert.notEqual(code, 0)
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('wherry: '))
  assert.equal(lines.length, 1, stderr)
  assert.match(lines[0] ?? '', expected)
}

test('wherry up --detach prints the kubeconfig, and keeps what it writes to itself', async () => {
  const { code, stdout, stderr } = await wherry(up)
  assert.equal(code, 0, stderr)
  assert.equal(stdout, `${join(dataDir, 'kubeconfig')}\n`)
  assert.match(stderr, /ready after/)
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
  for (const file of [
    'kubeconfig',
    'pki/ca.key',
    'pki/sa.key',
    'store/data.mdb',
    'run/api.sock',
    'logs/server.log',
  ]) {
    assert.equal(statSync(join(dataDir, file)).mode & 0o077, 0, `${file} is closed to others`)
  }
})

test('wherry up refuses a second start of a running cluster', async () => {
  await refused(up, /is running already \(process \d+\): stop it with "wherry down"/)
})

test('wherry up starts a killed server again, with every object that was answered', async () => {
  await kubectl('create', 'configmap', 'kept', '--from-literal=a=b')
  const killed = serverPid()
  process.kill(killed, 'SIGKILL')
  await eventually(async () =>
    assert.equal(await kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}'), 'b'),
  )
  assert.notEqual(serverPid(), killed)
})

test('wherry up takes over after its supervisor was killed', async () => {
  process.kill(supervisor().pid, 'SIGKILL')
  await eventually(async () => {
    const { code, stderr } = await wherry(up)
    assert.equal(code, 0, stderr)
  })
  assert.equal(await kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}'), 'b')
})

test('wherry down stops everything and keeps the objects', async () => {
  const was = supervisor()
  assert.ok(isAlive(was))
  const { code, stderr } = await wherry(['down', '--data-dir', dataDir])
  assert.equal(code, 0, stderr)
  assert.equal(isAlive(was), false)
  await wherry(up)
  assert.equal(await kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}'), 'b')
  await wherry(['down', '--data-dir', dataDir])
})

test('wherry up says which port is in use', async () => {
  const server = createServer().listen(Number(port), '::')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    await refused(up, new RegExp(`port ${port} is in use by another program: choose another with --port`))
  } finally {
    server.close()
  }
})

test('wherry up refuses a damaged store, another layout, and a directory that is not its own', async () => {
  const file = join(dataDir, 'store', 'data.mdb')
  const whole = readFileSync(file)
  writeFileSync(file, Buffer.concat([Buffer.alloc(8192, 0x5a), whole.subarray(8192)]))
  await refused(up, /cannot be used .*: restore it from a backup, or move it away to start empty/)
  writeFileSync(file, whole)
  const marker = join(dataDir, 'wherry.json')
  const good = readFileSync(marker)
  writeFileSync(marker, '{"wherry":{"layout":99}}')
  await refused(up, /was made by another version .*: use that version, or another --data-dir/)
  writeFileSync(marker, good)
  const foreign = join(directory, 'foreign')
  mkdirSync(foreign)
  writeFileSync(join(foreign, 'thesis.txt'), 'precious')
  await refused(['up', '--runtime', 'simulated', '--data-dir', foreign], /is not empty and holds no cluster/)
  assert.equal(readFileSync(join(foreign, 'thesis.txt'), 'utf8'), 'precious')
})

test('wherry refuses wrong flags and commands with exit code 2 and a way out', async () => {
  for (const args of [['up', '--bogus'], ['frobnicate'], ['image', 'load']]) {
    const { code, stderr } = await wherry(args)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, /wherry help/)
  }
  await refused(['up', '--port', '0x50'], /--port must be a whole number from 1 to 65535/)
  await refused(['down', '--data-dir', join(directory, 'nowhere')], /there is no cluster in/)
})
