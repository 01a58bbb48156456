// A whole cluster as a user starts it: what it writes to logs and files, what it listens on, and what a signal opens. Row 9 and the
// debugger.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startCluster } from '../oracles/cluster.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1, flags: ['--log-level', 'debug'] })
after(() => cluster[Symbol.asyncDispose]())

function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) =>
    join(parentPath, name),
  )
}

/** The cluster's processes, by what they were started with. */
function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return line.includes(cluster.dataDir) && /node/.test(line.split('\0')[0] ?? '')
      } catch {
        return false
      }
    })
    .map(Number)
}

/** Ports of TCP that these processes listen on. */
function listening(pids: readonly number[]): number[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).map((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
        } catch {
          return undefined
        }
      }),
    ),
  )
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
}

test('CVE-2019-11250, CVE-2020-8563 to 8566: no secret, token or key gets into a log at debug level', async () => {
  const { admin } = cluster
  const planted = 'planted-d41d8cd98f00b204'
  const encoded = Buffer.from(planted).toString('base64')
  await admin.ok(['create', 'secret', 'generic', 'treasure', `--from-literal=p=${planted}`])
  await admin.ok(['get', 'secret', 'treasure', '-o', 'yaml'])
  await admin.ok(['patch', 'secret', 'treasure', '-p', JSON.stringify({ stringData: { q: planted } })])
  await admin.fails([
    'patch',
    'secret',
    'treasure',
    '--type=json',
    '-p',
    JSON.stringify([{ op: 'test', path: '/data/p', value: planted }]),
  ])
  await admin.fails([
    'create',
    '-f',
    cluster.file('bad.json', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'BAD' },
      stringData: { p: planted },
    }),
  ])
  await admin.fails(['get', '--raw', `/api/v1/nothing?token=${planted}`])
  await admin.fails([
    'get',
    'pods',
    `--token=${planted}`,
    `--kubeconfig=${cluster.strangerKubeconfig}`,
    '--insecure-skip-tls-verify',
  ])
  await admin.fails(['get', '--raw', `/api/v1/namespaces/default/pods?fieldSelector=${planted}`])
  const token = (await admin.ok(['create', 'token', 'default'])).trim()
  await admin.ok(['auth', 'whoami', `--token=${token}`, `--kubeconfig=${cluster.strangerKubeconfig}`])
  await admin.ok(['delete', 'secret', 'treasure'])
  const signature = token.split('.')[2] ?? ''
  assert.ok(signature.length > 40)
  const logs = files(join(cluster.dataDir, 'logs')).filter((path) => statSync(path).isFile())
  assert.ok(logs.length > 0)
  for (const path of logs) {
    const text = readFileSync(path, 'utf8')
    for (const secret of [planted, encoded, signature, 'PRIVATE KEY', 'Bearer '])
      assert.ok(!text.includes(secret), `${path} holds ${secret}`)
  }
})

test('CVE-2019-11244, CIS 1.1: files are 0600, directories 0700', () => {
  assert.equal(statSync(cluster.dataDir).mode & 0o777, 0o700)
  const all = files(cluster.dataDir)
  assert.ok(all.some((path) => path.endsWith('.key')))
  const open = all.filter((path) => {
    const { mode } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0 }
    return (mode & 0o077) !== 0
  })
  assert.deepEqual(
    open.map((path) => `${path.slice(cluster.dataDir.length)} ${(statSync(path).mode & 0o777).toString(8)}`),
    [],
  )
})

test('debugger: SIGUSR1 opens no port, and only the API server listens', async () => {
  const pids = processes()
  assert.ok(pids.length >= 1)
  const before = listening(pids)
  assert.deepEqual([...new Set(before)], [cluster.port])
  for (const pid of pids) process.kill(pid, 'SIGUSR1')
  await new Promise((resolve) => setTimeout(resolve, 500))
  assert.deepEqual(listening(processes()), before)
  assert.deepEqual(processes(), pids)
  await cluster.admin.ok(['get', 'nodes'])
})
