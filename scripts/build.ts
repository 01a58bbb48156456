// Makes dist/, which is what a published package runs: the sources as a few large files, without types, and declarations beside
// them. Dependencies stay where npm puts them. In a checkout nothing reads it.
//
//   npm run build            into dist/
//   node scripts/build.ts DIR
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import type { Program } from '../src/cluster/package-files.ts'

const root = join(import.meta.dirname, '..')
const programs: readonly Program[] = ['bin/wherry', 'cluster/server/worker']
/** The main entry: a new kind needs its line in kinds.ts alone. */
const mainEntry = join(root, 'exports', 'index.ts')

/** As package.json names them under `exports`. */
const exported = ['index', 'client', 'testing'] as const

async function bundle(dist: string): Promise<void> {
  const { outputFiles } = await build({
    write: false,
    absWorkingDir: root,
    entryPoints: [
      ...programs.map((name) => ({ in: `src/${name}.ts`, out: name })),
      ...exported.map((name) => ({ in: `exports/${name}.ts`, out: name })),
    ],
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    // What several programs use, and what is loaded on demand, stands in files of its own.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node26',
    logLevel: 'warning',
  })
  for (const { path, contents, text } of outputFiles) {
    refuseWideText(path, text)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

/** One letter beyond Latin-1 doubles what a file weighs in memory. Strings are escaped; regular expressions have to be by hand. */
function refuseWideText(path: string, text: string): void {
  const wide = /^.*[\u0100-\u{10ffff}].*$/mu.exec(text)
  if (wide !== null)
    throw new Error(`${path} has text that is not Latin-1, write it as an escape: ${wide[0].trim()}`)
}

function declare(dist: string): void {
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const flags = ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(dist, 'types')]
  const { status } = spawnSync(tsc, flags, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`tsc ended with ${status}`)
}

function writeMainEntry(): void {
  const kinds = readFileSync(join(root, 'src', 'api', 'kinds.ts'), 'utf8')
  const imports = [...kinds.matchAll(/^import (\{ \w+ \}) from '\.\/(.+)'$/gm)]
  const lines = imports.map(([, names, path]) => `export ${names} from '../src/api/${path}'`)
  writeFileSync(mainEntry, ["export * from './machinery.ts'", ...lines, ''].join('\n'))
}

const dist = resolve(process.argv[2] ?? join(root, 'dist'))
rmSync(dist, { recursive: true, force: true })
writeMainEntry()
try {
  await bundle(dist)
  declare(dist)
} finally {
  rmSync(mainEntry)
}
