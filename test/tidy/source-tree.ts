// Reads the source tree once for the tidy tests: files, their text without comments, and what they import.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface Import {
  readonly specifier: string
  /** Path below the root for a relative import, else undefined. */
  readonly target: string | undefined
  readonly typeOnly: boolean
}

export interface SourceFile {
  /** Below the root, with forward slashes: `src/base/clock.ts`. */
  readonly path: string
  readonly text: string
  /** The text with comments and the insides of strings blanked, lines kept. */
  readonly code: string
  readonly imports: readonly Import[]
}

const importForm =
  /^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm

function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(importForm)].map(([, type, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? ''
    const target = specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : undefined
    return { specifier, target, typeOnly: type !== undefined }
  })
}

const blanked = (text: string) => text.replace(/[^\n]/g, ' ')

/** Blanks comments, strings and regular expressions roughly: enough to look for names of globals. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, (match) =>
    blanked(match),
  )
}

export function readTree(pattern: string): readonly SourceFile[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, code: codeOf(text), imports: importsOf(path, text) }
    })
}

export const sources: readonly SourceFile[] = readTree('src/**/*.ts')

export const isTest = (path: string): boolean => /\.test\.ts$|\.contract\.ts$/.test(path)

/** The first folder below src/. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}

/** `path:line` of an offset. */
export function at(file: SourceFile, offset: number): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}`
}
