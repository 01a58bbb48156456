// What every request for a deprecated version is told. Upstream: apiserver pkg/endpoints/deprecation/deprecation.go.
import type { Kind } from '../machinery/kind.ts'
import { deprecations } from './deprecations.data.ts'

/** Of a version that will go: in which release it is no longer served, where that is known. */
export function deprecationOf({
  apiVersion,
  kind,
}: Pick<Kind, 'apiVersion' | 'kind'>): { readonly removed: string | undefined } | undefined {
  const name = `${apiVersion} ${kind}`
  return Object.hasOwn(deprecations, name) ? { removed: deprecations[name]?.[1] } : undefined
}

/** The text of the Warning header; undefined where the version is here to stay. */
export function deprecationWarning({
  apiVersion,
  kind,
}: Pick<Kind, 'apiVersion' | 'kind'>): string | undefined {
  const name = `${apiVersion} ${kind}`
  if (!Object.hasOwn(deprecations, name)) return undefined
  const [since, removed, replacement] = deprecations[name] ?? []
  const gone = removed === undefined ? '' : `, unavailable in v${removed}+`
  const instead = replacement === undefined ? '' : `; use ${replacement}`
  return `${name} is deprecated in v${since}+${gone}${instead}`
}
