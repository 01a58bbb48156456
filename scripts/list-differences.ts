// Writes the lines of docs/compat.md that come from the sources: every comment that begins `Differs:`.
//
//   node scripts/list-differences.ts
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs', 'compat.md')
const marker = '<!-- from the sources: node scripts/list-differences.ts -->'

/** The text of a `Differs:` comment with the comment lines that go on from it. */
function differences(path: string): readonly string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    const start = /\/\/ Differs: (.*)$/.exec(line)?.[1]
    if (start === undefined) return []
    const rest: string[] = []
    for (let next = index + 1; /^\s*\/\/ (?!Upstream:|Differs:)/.test(lines[next] ?? ''); next++) {
      rest.push((lines[next] as string).replace(/^\s*\/\/ /, ''))
    }
    return [`- \`${path}\`: ${start}${rest.length > 0 ? `\n  ${rest.join('\n  ')}` : ''}`]
  })
}

const found = globSync('src/**/*.ts', { cwd: root }).sort().flatMap(differences)
const text = readFileSync(page, 'utf8')
const head = text.slice(0, text.indexOf(marker) + marker.length)
writeFileSync(page, `${head}\n${found.join('\n')}\n`)
