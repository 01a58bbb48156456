// Asks an aggregated server for its discovery document: whether it lives, and what it offers.
import { bracketed } from '../outbound/outbound.ts'
import { type AskContext, askJson, locate } from './ask-server.ts'
import { discoveredResources, openApiHashIn, type RemoteDocuments } from './remote-documents.ts'
import type { RemoteService } from './remote-services.ts'

const probeMs = 5000
const maxBytes = 4 * 1024 * 1024

/** What it offers, or why it does not answer. Rejects only when the signal aborts. */
export async function probe(
  service: RemoteService,
  context: AskContext,
  signal: AbortSignal,
): Promise<RemoteDocuments | string> {
  const located = locate(service, context)
  if (typeof located === 'string') return located
  const { peer, at } = located
  const { group, version } = service
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const url = `https://${bracketed(at.host)}:${at.port}${path}`
  const answer = await askJson(peer, { path, timeoutMs: probeMs, maxBytes }, { ...context, signal })
  if (answer.fault !== undefined)
    return `failing or missing response from ${url}: Get ${JSON.stringify(url)}: ${answer.fault}`
  if (answer.status < 200 || answer.status >= 300)
    return `failing or missing response from ${url}: bad status from ${url}: ${answer.status}`
  const resources = discoveredResources(answer.value, service) ?? []
  const index = await askJson(
    peer,
    { path: '/openapi/v3', timeoutMs: probeMs, maxBytes },
    { ...context, signal },
  )
  const openApiHash = index.status === 200 ? openApiHashIn(index.value, service) : ''
  return { resources, openApiHash }
}
