// Reads the marked blocks out of a page, so that a test can run what a reader would type.
import { readFileSync } from 'node:fs'

/** The texts of the page's blocks of one language, in order. */
export function blocksOf(path: string, language: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  const form = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...text.matchAll(form)].map(([, block]) => block as string)
}
