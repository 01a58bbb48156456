// Where the package lies and which of its programs are started: the sources in a checkout, the bundle in a published
// package (scripts/build.ts), which puts modules into other files than they were written in.
import { existsSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

/** The folder that has package.json. */
export const packageRoot: string = rootAbove(import.meta.dirname)

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`no package.json above ${import.meta.dirname}`)
  return rootAbove(parent)
}

/** Files that are started as processes or threads, by their path below src; scripts/build.ts makes one of each. */
export type Program = 'bin/wherry' | 'cluster/server/worker'

const extension = extname(import.meta.filename)
const bundled = extension !== '.ts'

export function programFile(program: Program): string {
  return join(packageRoot, bundled ? 'dist' : 'src', `${program}${extension}`)
}

/** What Node is to be told before the file of a program; the launcher says the same. */
export const programFlags: readonly string[] = bundled
  ? []
  : ['--import', join(packageRoot, 'src', 'bin', 'quick-imports.ts')]
