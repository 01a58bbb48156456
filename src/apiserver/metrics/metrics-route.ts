// /metrics in Prometheus' text form.
import type { Registry } from 'prom-client'
import type { RouteHandler } from '../pipeline.ts'

export function metricsRoute(registry: Registry): RouteHandler {
  return async () => ({
    status: 200,
    headers: { 'content-type': registry.contentType, 'cache-control': 'no-cache, private' },
    body: Buffer.from(await registry.metrics()),
  })
}
