// The version that /version and `wherry version` give: that of the API served, with ours as build metadata.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-files.ts'

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  readonly version: string
}

export const version = {
  major: '1',
  minor: '36',
  gitVersion: `v1.36.3+wherry.${manifest.version}`,
} as const
