// GET / lists what can be asked. Upstream: apiserver pkg/server/routes/index.go.
import { groupsOf } from './api-resources.ts'
import { pathOf } from './discovery-documents.ts'
import type { ServedKinds } from './served-kinds.ts'

export interface OtherPaths {
  /** Names of health checks, by endpoint. */
  readonly checks: readonly {
    readonly name: string
    readonly on?: readonly ('healthz' | 'livez' | 'readyz')[]
  }[]
  readonly more: Iterable<string>
}

const always = ['/openapi/v2', '/openapi/v3', '/openapi/v3/', '/version']
const endpoints = ['healthz', 'livez', 'readyz'] as const

/** All paths, sorted. */
export function rootPaths({ kinds }: ServedKinds, { checks, more }: OtherPaths): readonly string[] {
  const groups = groupsOf(kinds)
  const found = new Set<string>([...always, '/api', '/apis', '/apis/', ...more])
  for (const { name, versions } of groups) {
    if (name !== '') found.add(`/apis/${name}`)
    for (const version of versions) found.add(pathOf(version))
  }
  for (const endpoint of endpoints) {
    found.add(`/${endpoint}`)
    found.add(`/${endpoint}/ping`)
    for (const { name, on } of checks) if (on?.includes(endpoint) ?? true) found.add(`/${endpoint}/${name}`)
  }
  return [...found].sort()
}
