// `/openapi/v2` with what aggregated servers add to it. Made when it is asked for after something changed; what fails to merge is
// left out. Upstream: kube-aggregator pkg/controllers/openapi/aggregator/aggregator.go buildMergeSpecLocked.
import { isJsonObject, type JsonObject } from '../../machinery/json-value.ts'
import { openApi2Answer, openApiForms } from '../openapi/openapi-answer.ts'
import type { RouteHandler } from '../pipeline.ts'
import { localDocument } from './local-document.ts'
import { mergeSpecs, openApiSpec, specDocument } from './merge-openapi.ts'
import type { RemoteOpenApi } from './remote-openapi.ts'

/** `own` is the route of the local document. */
export function openApi2Route(remote: RemoteOpenApi): (own: RouteHandler) => RouteHandler {
  let kept: { readonly key: string; readonly forms: ReturnType<typeof openApiForms> } | undefined
  return (own) => async (request) => {
    if (remote.isEmpty) return own(request)
    const { answer, parse } = await localDocument<JsonObject>(request, own, 'application/json')
    const key = `${answer.headers?.etag} ${remote.generation}`
    if (kept?.key !== key) {
      const local = parse()
      if (local === undefined) return answer
      kept = { key, forms: openApiForms(2, () => merged(local, remote)) }
    }
    return openApi2Answer(request.http.headers, kept.forms)
  }
}

function merged(local: JsonObject, remote: RemoteOpenApi): JsonObject {
  const { paths: _paths, definitions: _definitions, ...rest } = local
  let spec = openApiSpec(local)
  if (spec === undefined || !isJsonObject(local)) return local
  for (const added of remote.specs()) spec = mergeSpecs(spec, added)
  return specDocument(rest, spec)
}
