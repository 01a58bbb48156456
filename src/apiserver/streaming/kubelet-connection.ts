// Reaches the kubelet of a pod's node: by the address in the node's status, over TLS, with our client certificate, and
// only if the kubelet's own certificate is signed by the cluster's authority for that address and that node.
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { Node } from '../../api/core/node/node.kind.ts'
import { onAbort } from '../../base/abort.ts'
import type { HttpResponse } from '../../machinery/http.ts'
import {
  badRequest,
  internalError,
  type StatusError,
  serviceUnavailable,
  statusFailure,
} from '../../machinery/status-error.ts'
import { isReachable } from '../outbound/addresses.ts'

export interface KubeletTls {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

const preferred = ['InternalIP', 'ExternalIP'] as const

export interface KubeletPlace {
  /** `https://ip:port` */
  readonly origin: string
  /** Fails a connection to what is not this node's kubelet, for `tls.connect`. */
  checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined
}

/**
 * Where a node's kubelet is. Names are not resolved: a node that has only names cannot be reached. Nodes write their
 * addresses themselves, so those that lead to the control plane's own neighbourhood are passed over (CVE-2020-8555), and
 * the certificate has to name the node (KEP-4872), so that none can send us to another one.
 */
export function kubeletPlace(node: Node, options: { readonly allowLoopback: boolean }): KubeletPlace {
  const addresses = node.status?.addresses ?? []
  const found = preferred
    .map((type) => addresses.find((address) => address.type === type)?.address)
    .find((address) => address !== undefined && isReachable(address, options))
  if (found === undefined)
    throw badRequest(`no preferred addresses found; known addresses: ${JSON.stringify(addresses)}`)
  const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0
  if (port === 0) throw serviceUnavailable(`node ${node.metadata.name} has no kubelet to connect to`)
  const name = `system:node:${node.metadata.name}`
  return {
    origin: `https://${found.includes(':') ? `[${found}]` : found}:${port}`,
    checkServerIdentity: (host, certificate) => {
      const named = certificate.subject?.CN
      if (named !== name)
        return new Error(`certificate of ${JSON.stringify(named)} is not that of ${JSON.stringify(name)}`)
      return checkServerIdentity(host, certificate)
    },
  }
}

/** A GET at the kubelet whose body is streamed on. Never follows a redirect. */
export async function kubeletGet(
  place: KubeletPlace,
  path: string,
  options: { readonly tls: KubeletTls; readonly signal: AbortSignal },
): Promise<HttpResponse> {
  const response = await send(place, path, options)
  const status = response.statusCode ?? 502
  if (status < 200 || status > 206) throw await kubeletRefusal(response, status)
  const type = response.headers['content-type'] ?? 'text/plain'
  return { status, headers: { 'content-type': type }, body: response }
}

const maxRefusalText = 50_000

/** Upstream: apiserver pkg/registry/generic/rest/response_checker.go GenericHttpResponseChecker. */
async function kubeletRefusal(response: IncomingMessage, status: number): Promise<StatusError> {
  if (status >= 300 && status < 400) {
    response.destroy()
    return statusFailure(502, 'InternalError', 'the kubelet answered with a redirect, which is not followed')
  }
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk
    if (text.length > maxRefusalText) break
  }
  text = text.slice(0, maxRefusalText).trimEnd()
  if (status === 400) return badRequest(text)
  if (status === 404) return statusFailure(404, 'NotFound', text)
  return internalError(text)
}

function send(
  { origin, checkServerIdentity }: KubeletPlace,
  path: string,
  { tls, signal }: { readonly tls: KubeletTls; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const url = new URL(origin)
  const call = request({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path,
    agent: false,
    ...tls,
    rejectUnauthorized: true,
    checkServerIdentity,
  })
  const stop = onAbort(signal, () => call.destroy(new Error('stopped')))
  call.on('error', (error) =>
    reject(statusFailure(500, 'InternalError', `Get "${origin}${path}": ${error.message}`, { cause: error })),
  )
  call.on('close', () => stop[Symbol.dispose]())
  call.on('response', resolve)
  call.end()
  return promise
}
