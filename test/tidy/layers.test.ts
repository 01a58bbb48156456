// The import rules of ARCHITECTURE.md. Each message says what to do instead.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTest, roomOf, type SourceFile, sources } from './source-tree.ts'

const components = ['apiserver', 'controllers', 'scheduler', 'kubelet', 'network', 'sim', 'cli', 'dashboard']

/** What each room may import beside itself and npm packages. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  machinery: ['base'],
  api: ['base', 'machinery'],
  store: ['base'],
  client: ['base', 'machinery', 'api'],
  ...Object.fromEntries(components.map((room) => [room, ['base', 'machinery', 'api', 'client']])),
  apiserver: ['base', 'machinery', 'api', 'client', 'store'],
  cluster: ['base', 'machinery', 'api', 'client', 'store', ...components],
  testing: ['base', 'machinery', 'api', 'client', 'store', 'cluster', ...components],
  bin: ['base', 'client', 'cluster', 'cli'],
}

const nodeRooms = [
  'store',
  'apiserver',
  'kubelet',
  'network',
  'cluster',
  'cli',
  'bin',
  'testing',
  'dashboard',
]
const production = sources.filter((file) => !isTest(file.path))

function mayUseNode(path: string): boolean {
  return nodeRooms.includes(roomOf(path)) || /^src\/(base|client)\/node\//.test(path)
}

test('layers: a room imports only what lies below it', () => {
  const faults: string[] = []
  for (const file of production) {
    const room = roomOf(file.path)
    const allowed = mayImport[room]
    if (allowed === undefined) {
      faults.push(`${file.path}: no room ${room} is known; add it to mayImport and to ARCHITECTURE.md`)
      continue
    }
    for (const { target } of file.imports) {
      if (target === undefined) continue
      const other = roomOf(target)
      if (other !== room && !allowed.includes(other)) {
        faults.push(`${file.path} imports ${target}: ${advice(room, other)}`)
      }
    }
  }
  assert.deepEqual(faults, [])
})

function advice(room: string, other: string): string {
  if (components.includes(room) && components.includes(other)) {
    return 'components meet only at the API; move a pure fact about a kind to its folder in api/'
  }
  if (other === 'store') return 'only apiserver sees the store; ask through the client'
  return `${room} lies below ${other}; move what is shared down, or hand it in as a parameter`
}

test('layers: node: modules stay in the rooms that touch the machine', () => {
  const faults = production
    .filter((file) => !mayUseNode(file.path))
    .flatMap((file) =>
      file.imports
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(
          ({ specifier }) =>
            `${file.path} imports ${specifier}: take what you need as a parameter, or move it to a node/ folder`,
        ),
    )
  assert.deepEqual(faults, [])
})

test('layers: there is no run-time import cycle', () => {
  const byPath = new Map(production.map((file) => [file.path, file]))
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (file: SourceFile, trail: readonly string[]) => {
    if (state.get(file.path) === 'done') return
    if (state.get(file.path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file.path)), file.path].join(' -> '))
      return
    }
    state.set(file.path, 'open')
    for (const { target, typeOnly } of file.imports) {
      const next = target === undefined || typeOnly ? undefined : byPath.get(target)
      if (next !== undefined) visit(next, [...trail, file.path])
    }
    state.set(file.path, 'done')
  }
  for (const file of production) visit(file, [])
  assert.deepEqual(cycles, [], 'move what both sides need into a third file')
})

test('layers: no file only re-exports others', () => {
  const barrels = production.filter((file) => {
    const lines = file.code.split('\n').filter((line) => line.trim() !== '')
    return lines.length > 1 && lines.every((line) => /^export (type )?(\*|\{.*\}) from/.test(line.trim()))
  })
  assert.deepEqual(
    barrels.map((file) => file.path),
    [],
    'import from the file that defines the thing',
  )
})

test('layers: folders have names that say what is in them', () => {
  const vague = sources.filter((file) =>
    /(^|\/)(utils?|common|helpers?|misc|shared)(\/|\.ts$)/.test(file.path),
  )
  assert.deepEqual(
    vague.map((file) => file.path),
    [],
    'name the noun that the code is about',
  )
})
