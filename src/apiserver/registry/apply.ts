// Server-side apply: PATCH with application/apply-patch+yaml.
import { unsupportedMediaType } from '../../machinery/status-error.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import type { WriteOptions } from '../request/options.ts'
import type { PatchContext } from './patch.ts'
import type { Resource } from './resource.ts'

export async function applyObject(
  _request: ApiRequest,
  _resource: Resource,
  _context: PatchContext & { readonly options: WriteOptions; readonly bytes: Uint8Array },
): Promise<ServerResponse> {
  throw unsupportedMediaType(['application/json-patch+json'])
}
