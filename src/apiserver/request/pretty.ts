// JSON with indentation, for people: where the query asks for it, and for the programs with which people look at APIs.
// Upstream: apiserver pkg/endpoints/handlers/negotiation/negotiate.go isPrettyPrint.
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from './api-request.ts'
import { isStream, pieces, type ServerResponse } from './exchange.ts'
import { queryValue } from './path.ts'

const readByPeople = /^(?:curl|Wget|Mozilla\/5\.0)/

export function wantsPretty({ query, http }: Pick<ApiRequest, 'query' | 'http'>): boolean {
  const asked = query.size === 0 ? '' : queryValue(query, 'pretty')
  if (/^(?:1|t|true)$/i.test(asked)) return true
  if (/^(?:0|f|false)$/i.test(asked)) return false
  const agent = http.headers['user-agent']
  return agent !== undefined && readByPeople.test(agent)
}

/** The same answer, indented. Streams stay as they are: a watch is a document a line. */
export function prettied(response: ServerResponse): ServerResponse {
  const { body, headers } = response
  if (isStream(body) || headers['content-type'] !== 'application/json') return response
  const bytes = Buffer.concat(pieces(body))
  if (bytes.length === 0) return response
  return { ...response, body: Buffer.from(JSON.stringify(parseStored(bytes), null, 2)) }
}
