// What lies outside the resources: discovery, OpenAPI, version, health.
import { discoveryRoutes } from './discovery/discovery-routes.ts'
import { rootPaths } from './discovery/root-paths.ts'
import type { ServedKinds } from './discovery/served-kinds.ts'
import { type HealthCheck, healthRoutes } from './health/health-routes.ts'
import { openApiRoutes } from './openapi/openapi-routes.ts'
import type { RouteHandler } from './pipeline.ts'
import type { ApiRequest } from './request/api-request.ts'
import { json, jsonBytes } from './request/respond.ts'

export interface PlainRoutesOptions {
  readonly served: ServedKinds
  /** Where clients reach the server, `host:port`. */
  readonly address: string
  /** What /version answers. */
  readonly version: { readonly major: string; readonly minor: string; readonly gitVersion: string }
  readonly checks: readonly HealthCheck[]
  /** Other paths with their handlers: /metrics and the like. */
  readonly more?: ReadonlyMap<string, RouteHandler>
}

/** Paths that upstream gives to everybody. */
export const publicPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/version'])

export function createPlainRoutes(
  options: PlainRoutesOptions,
): (request: ApiRequest) => RouteHandler | undefined {
  const discovery = discoveryRoutes(options.served, options.address)
  const openApi = openApiRoutes(options.served, options.version.gitVersion)
  const health = healthRoutes(options.checks)
  const version: RouteHandler = async () => json(versionInfo(options.version))
  const root: RouteHandler = async () => {
    const paths = rootPaths(options.served, { checks: options.checks, more: options.more?.keys() ?? [] })
    return jsonBytes(Buffer.from(JSON.stringify({ paths }, null, 2)))
  }
  return ({ info }) => {
    const { path } = info
    if (path === '/version' || path === '/version/') return version
    if (path === '/') return root
    return options.more?.get(path) ?? health(path) ?? discovery(path) ?? openApi(path)
  }
}

function versionInfo(version: PlainRoutesOptions['version']): object {
  return {
    ...version,
    emulationMajor: version.major,
    emulationMinor: version.minor,
    minCompatibilityMajor: version.major,
    minCompatibilityMinor: String(Number(version.minor) - 1),
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: `node${process.version}`,
    compiler: 'node',
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  }
}
